import {isIP} from 'node:net'
import type {CronicleProbe, HttpAttempt} from '../../../case/cronicle-probes.ts'
import type {CronicleTarget} from '../../../case/cronicle-questions.ts'
import type {NameOutcome} from '../../../case/probes.ts'
import {notCollected, type Read, read} from '../../../case/read.ts'
import {decodeStatus} from '../../../formats/cronicle/decode-answer.ts'
import {parseJson} from '../../../formats/json-shape.ts'
import {connectTcp} from '../connect-tcp.ts'
import {limits as general} from '../limits.ts'
import {lookUpName} from '../look-up-name.ts'
import type {NameSettings} from '../question.ts'
import {holdSocket} from './hold-socket.ts'
import {limits} from './limits.ts'
import {type Place, type Reply, sendOnce} from './send-once.ts'
import {shakeHands} from './shake-hands.ts'

/** What was seen of a target; the one who asked adds from where. */
export type Seen = Omit<CronicleProbe, 'vantage'>

/** Milliseconds that a step may take at most; 0 when there is no time left for it. */
export type Budget = (most: number) => number

export interface Resolved extends CronicleTarget {
  readonly resolution: Read<NameOutcome>
  readonly addresses: readonly string[]
}

export async function resolveTarget(target: CronicleTarget, settings: NameSettings, budget: Budget): Promise<Resolved> {
  const {host} = target.target
  if (isIP(host) !== 0) return {...target, resolution: notCollected, addresses: [host]}
  const outcome = await lookUpName(host, settings, budget(general.name))
  const found = outcome.result === 'found' ? outcome.addresses.map(a => a.address) : []
  return {...target, resolution: read(outcome), addresses: found.slice(0, general.addressesOfName)}
}

/**
 * Connections, then requests to the first address that takes them; each step only when the one before gives a reason.
 *
 * @param hold whether a connection is to be held: once for an address is enough
 */
export async function askTarget(
  {target, reasons, resolution, addresses}: Resolved,
  budget: Budget,
  hold: boolean,
): Promise<Seen> {
  const tcp = await Promise.all(
    addresses.map(async address => ({
      address,
      outcome: await connectTcp(address, target.port, budget(limits.tcp)),
    })),
  )
  const open = tcp.find(t => t.outcome.result === 'open')
  const seen = {target, reasons, resolution, tcp, status: [], handshakes: [], upgrade: notCollected, hold: notCollected}
  if (open === undefined) return seen
  const place: Place = {address: open.address, host: target.host, port: target.port}
  const status = await askStatus(place, budget)
  // Who gives no answer of Cronicle has no socket to be tried.
  if (!status.some(s => s.answered && s.status)) return {...seen, status}
  if (budget(limits.request) < limits.tooLittle) return {...seen, status}
  const {attempt, sid} = await shakeHands(place, () => budget(limits.request))
  const held =
    sid === null || budget(limits.hold) < limits.hold
      ? {}
      : await holdSocket(place, sid, budget(limits.request), hold ? limits.hold : null)
  return {...seen, status, handshakes: [attempt], ...held}
}

/** As often as different workers need to show; one that is none, or nobody, is asked once more. */
async function askStatus(place: Place, budget: Budget): Promise<readonly HttpAttempt[]> {
  const attempts: HttpAttempt[] = []
  while (attempts.length < limits.status && budget(limits.request) >= limits.tooLittle) {
    attempts.push(attemptOf(await sendOnce(place, '/api/app/status', budget(limits.request))))
    const fruitless = !attempts.some(a => a.answered && a.status)
    if (fruitless && attempts.length === 2) break
  }
  return attempts
}

/** Characters of a body that is no answer of Cronicle. */
const longestExcerpt = 120

function attemptOf(reply: Reply): HttpAttempt {
  if (!reply.answered) return reply
  const {at, milliseconds, code, headers, body} = reply
  const parsed = parseJson(body)
  const status = code === 200 && 'value' in parsed ? decodeStatus(parsed.value) : null
  return {
    answered: true,
    at,
    milliseconds,
    code,
    contentType: headers['content-type'] ?? null,
    location: headers.location ?? null,
    server: headers.server?.toString() ?? null,
    status,
    excerpt: status === null ? body.slice(0, longestExcerpt).replace(/\s+/g, ' ').trim() : null,
  }
}
