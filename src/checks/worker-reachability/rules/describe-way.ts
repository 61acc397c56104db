import type {Identity, Worker} from '../../../facts/cronicle/types.ts'

/**
 * The way of a worker's identity in one line: typed, reported, stored, dialled. Every finding about a worker carries it,
 * because what differs between two of the four is nearly always the fault.
 */
export function describeWay(worker: Worker): string {
  const typed = worker.typed.map(t => t.value.host).join(' or ')
  const stored = worker.record?.value ?? null
  return [
    typed === '' ? 'typed name not known' : `typed ${typed}`,
    `reported ${describeIdentity(worker.reported) ?? `not known${nextOf(worker)}`}`,
    stored ? `stored ${stored.hostname} / ${stored.ip ?? 'no ip'}` : 'not stored',
    worker.dialled ? `dialled ${worker.dialled.value.url}` : 'not dialled',
  ].join(', ')
}

/** `HOSTNAME / IP`; null when neither is known. */
export function describeIdentity({hostname, ip}: Identity): string | null {
  if (hostname === null && ip === null) return null
  return `${hostname?.value ?? 'hostname not known'} / ${ip?.value ?? 'ip not known'}`
}

/** What it will report, where it has not been asked yet. */
function nextOf({next}: Worker): string {
  if (next.hostname === null && next.ip === null) return ''
  return ` (it will be ${next.hostname?.value ?? 'hostname not known'} / ${next.ip?.value ?? 'ip not known'})`
}
