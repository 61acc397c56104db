import type {CronicleProbe, HttpAttempt} from '../../../case/cronicle-probes.ts'
import type {AddressView, Quote, Worker} from '../../../facts/cronicle/types.ts'

/** What a probe saw at an address, as far as it reached. */
export type Seen =
  | {readonly kind: 'name-unknown'; readonly quotes: readonly Quote[]}
  /** Nobody could say whether the name exists. */
  | {readonly kind: 'open'; readonly why: string; readonly quotes: readonly Quote[]}
  | {readonly kind: 'blocked'; readonly how: string; readonly quotes: readonly Quote[]}
  /** A Cronicle answered: `processes` are `hostname, pid` of each. */
  | {
      readonly kind: 'cronicle'
      readonly processes: readonly string[]
      readonly hostname: string
      readonly quotes: readonly Quote[]
    }
  /** Somebody else did. */
  | {readonly kind: 'foreign'; readonly attempt: Answered; readonly quotes: readonly Quote[]}
  | {readonly kind: 'silent'; readonly how: string; readonly quotes: readonly Quote[]}

type Answered = Extract<HttpAttempt, {answered: true}>

/**
 * The name leads nowhere: it is known not to exist, or it stands in no hosts file and no name server says anything,
 * which a primary that asks the same servers meets too. The second is less sure, since a server may only be slow.
 */
export function unresolved(
  view: AddressView | null,
): {readonly quotes: readonly Quote[]; readonly confidence: 'high' | 'medium'} | null {
  if (view === null) return null
  const seen = seenBy(view)
  if (seen.kind === 'name-unknown') return {quotes: seen.quotes, confidence: 'high'}
  const {resolution} = view.probe
  const silent = resolution.state === 'read' && ['no-answer', 'server-failure'].includes(resolution.value.result)
  const quotes = [quote(view.probe, 'the name is in no hosts file, and no name server says anything of it')]
  return silent ? {quotes, confidence: 'medium'} : null
}

export function seenBy({probe}: AddressView): Seen {
  const {resolution, tcp, status} = probe
  if (resolution.state === 'read') {
    const {result} = resolution.value
    if (result === 'name-unknown') return {kind: 'name-unknown', quotes: [quote(probe, 'the name is unknown')]}
    if (result !== 'found')
      return {kind: 'open', why: `the name was not resolved: ${result}`, quotes: [quote(probe, result)]}
  }
  const cronicle = status.flatMap(s => (s.answered && s.status ? [s.status] : []))
  const [first] = cronicle
  if (first) {
    const processes = [...new Set(cronicle.map(s => `${s.hostname}, pid ${s.pid ?? 'unknown'}`))]
    const {hostname} = first
    return {kind: 'cronicle', processes, hostname, quotes: processes.map(p => quote(probe, p))}
  }
  const foreign = status.find((s): s is Answered => s.answered)
  if (foreign) return {kind: 'foreign', attempt: foreign, quotes: [quote(probe, describeAnswer(foreign))]}
  const closed = tcp.filter(t => !['open', 'not-tried'].includes(t.outcome.result))
  if (closed.length > 0 && closed.length === tcp.length) {
    const how = [...new Set(closed.map(t => t.outcome.result))].join(', ')
    return {kind: 'blocked', how, quotes: closed.map(t => quote(probe, `TCP to ${t.address}: ${t.outcome.result}`))}
  }
  const silent = status.find(s => !s.answered)
  const how = silent && !silent.answered ? silent.error : 'nothing was asked'
  return {kind: silent ? 'silent' : 'open', ...(silent ? {how} : {why: how}), quotes: [quote(probe, how)]} as Seen
}

/** The best view of one address: from the primary where there is one. */
export function viewAs(worker: Worker, ...as: readonly AddressView['as'][]): AddressView | null {
  const views = worker.views.filter(v => as.includes(v.as))
  return views.find(v => v.fromPrimary) ?? views[0] ?? null
}

export function viewFromPrimary(worker: Worker, ...as: readonly AddressView['as'][]): AddressView | null {
  const view = viewAs(worker, ...as)
  return view?.fromPrimary ? view : null
}

export function quote(probe: CronicleProbe, value: string): Quote {
  const {scheme, host, port} = probe.target
  return {source: `asked ${scheme}://${host}:${port} ${vantageOf(probe)}`, value}
}

/** In words: from where it was asked. */
function vantageOf({vantage}: CronicleProbe): string {
  switch (vantage.at) {
    case 'container':
      return `from inside of ${vantage.name}`
    case 'host':
      return vantage.as === null ? 'from this host' : `from the host of ${vantage.as}`
    case 'host-instead':
      return `from this host instead of ${vantage.of.join(', ')}`
  }
}

function describeAnswer({code, contentType, location, server, excerpt}: Answered): string {
  return [
    `HTTP ${code}`,
    contentType && `type ${contentType}`,
    location && `to ${location}`,
    server && `by ${server}`,
    excerpt && `"${excerpt}"`,
  ]
    .filter(part => part)
    .join(', ')
}
