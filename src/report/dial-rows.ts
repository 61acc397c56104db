import type {CronicleProbe, HandshakeAttempt} from '../case/cronicle-probes.ts'
import type {CronicleFacts, Worker} from '../facts/cronicle/types.ts'

/** One line of the matrix: who dials whom, at which address, seen from where, and what answered. */
export interface DialRow {
  readonly from: string
  readonly to: string
  /** What the address is: typed, dialled, reported … */
  readonly as: string
  readonly address: string
  /** Where the answer was seen: a log, an answer of the API, or the vantage of a probe. */
  readonly vantage: string
  readonly answered: string
}

export function dialRows(facts: CronicleFacts): readonly DialRow[] {
  return facts.workers.flatMap(worker => [...addRows(worker, facts), ...linkRows(worker, facts), ...probeRows(worker)])
}

/** Adding: one HTTP call to the typed name. */
function addRows(worker: Worker, {primary}: CronicleFacts): readonly DialRow[] {
  const failed = worker.failedAdds.at(-1)
  return worker.typed.map(({value, quote}) => {
    const port = value.port ?? primary.settings.dialPort?.value
    const {hostname, ip} = worker.reported
    const answer = hostname ? `reports ${hostname.value} / ${ip?.value ?? 'no ip'}` : 'not known'
    return {
      from: primary.label,
      to: worker.label,
      as: 'typed',
      address: `http://${value.host}${port === undefined ? '' : `:${port}`}`,
      vantage: failed ? failed.quote.source : quote.source,
      answered: failed ? failed.quote.value : answer,
    }
  })
}

/** The connection itself, as the primary saw it. */
function linkRows(worker: Worker, {primary}: CronicleFacts): readonly DialRow[] {
  const {dialled, link} = worker
  if (dialled === null) return []
  const words = {
    connected: 'connected',
    failing: link.error ?? 'not connected',
    flapping: `connected and lost, ${link.losses} times`,
    rejected: link.error ?? 'refused',
    absent: 'refused, or never tried: it is missing from the live list',
    unknown: 'not known',
  }
  return [
    {
      from: primary.label,
      to: worker.label,
      as: `dialled, by ${dialled.value.by}`,
      address: dialled.value.url,
      vantage: link.quotes[0]?.source ?? 'nowhere',
      answered: words[link.state],
    },
  ]
}

function probeRows(worker: Worker): readonly DialRow[] {
  return worker.views.map(({as, probe}) => ({
    from: 'doctor',
    to: worker.label,
    as,
    address: `${probe.target.scheme}://${probe.target.host}:${probe.target.port}`,
    vantage: vantageText(probe),
    answered: answerText(probe),
  }))
}

function vantageText({vantage}: CronicleProbe): string {
  if (vantage.at === 'container') return `inside of ${vantage.name}`
  if (vantage.at === 'host') return vantage.as === null ? 'this host' : `this host, which is ${vantage.as}`
  return `this host, not ${vantage.of.join(', ')}`
}

function answerText({resolution, tcp, status, handshakes, upgrade}: CronicleProbe): string {
  const parts: string[] = []
  if (resolution.state === 'read' && resolution.value.result !== 'found') parts.push(resolution.value.result)
  const closed = tcp.filter(t => t.outcome.result !== 'open')
  if (closed.length > 0) parts.push(...closed.map(t => `TCP ${t.address} ${t.outcome.result}`))
  const said = status.map(s =>
    s.answered ? (s.status ? `${s.status.hostname}, pid ${s.status.pid ?? 'unknown'}` : `HTTP ${s.code}`) : s.error,
  )
  parts.push(...new Set(said), ...new Set(handshakes.map(handshakeText)))
  if (upgrade.state === 'read') parts.push(upgrade.value.code === 101 ? 'WebSocket' : 'no WebSocket')
  return parts.join('; ') || 'nothing was asked'
}

function handshakeText(handshake: HandshakeAttempt): string {
  if (!handshake.answered) return `socket: ${handshake.error}`
  if (handshake.error) return `socket: ${handshake.error.message}`
  return handshake.opened ? 'socket opens' : `socket: HTTP ${handshake.code}`
}
