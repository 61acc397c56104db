import type {HttpAttempt} from '../../case/cronicle-probes.ts'
import type {AwaitWorker, PlannedPrimary} from '../../repairs/primary-calls.ts'
import {look, standAt} from '../../sources/probes/cronicle/stand-at.ts'

/** What whoever answers there says of itself; `why` when that is not the worker alone. */
export type SeenWorker = {readonly from: string} | {readonly why: string}

/** Milliseconds for one look: a connection, and status on some of them. */
const forOneLook = 2600

/** Asks from the primary's network where that is at hand, else from here; on several connections, as a balancer may spread them. */
export async function seeWorker(primary: PlannedPrimary, {worker, at}: AwaitWorker): Promise<SeenWorker> {
  const standing = standAt(primary, null)
  try {
    const target = {scheme: 'http', ...at} as const
    const [seen] = await look(standing, [{target, reasons: []}], forOneLook)
    const where = `http://${at.host}:${at.port}`
    if (seen === undefined) return {why: `${where} could not be asked`}
    const {vantage} = seen
    const away = vantage.at === 'container' || (vantage.at === 'host' && vantage.as !== null)
    const from = away ? 'as the primary would ask' : 'asked from this host'
    const words = [...new Set(seen.status.map(saidBy))]
    const wanted = words.length > 0 && seen.status.every(s => isWorker(s, worker))
    if (wanted) return {from}
    const isUnknown = seen.resolution.state === 'read' && seen.resolution.value.result !== 'found'
    const nobody = isUnknown ? 'the name is not known' : `connection ${seen.tcp[0]?.outcome.result ?? 'not tried'}`
    return {why: `${where}, ${from}: ${words.join(', then ') || nobody}`}
  } finally {
    standing.close()
  }
}

function isWorker(attempt: HttpAttempt, {hostname, ip}: AwaitWorker['worker']): boolean {
  return attempt.answered && attempt.status?.hostname === hostname && attempt.status.ip === ip
}

function saidBy(attempt: HttpAttempt): string {
  if (!attempt.answered) return attempt.error
  const {status, code} = attempt
  return status === null ? `HTTP ${code}, no Cronicle` : `it calls itself ${status.hostname} (${status.ip})`
}
