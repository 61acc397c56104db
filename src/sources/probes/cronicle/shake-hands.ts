import type {HandshakeAttempt} from '../../../case/cronicle-probes.ts'
import {decodeEngineError, decodeHandshake, joinsNamespace} from '../../../formats/cronicle/engine-io.ts'
import {type Place, type Reply, sendOnce} from './send-once.ts'

export const socketPath = '/socket.io/?EIO=4'

export interface Shaken {
  readonly attempt: HandshakeAttempt
  /** Of a session that was opened and joined; null when there is none to go on with. */
  readonly sid: string | null
}

/**
 * Engine.IO over polling, each of its three requests on a connection of its own, as a balancer may spread them: open,
 * POST `40` (join the namespace), GET what answers that. Nothing follows: a worker takes who authenticates for its
 * primary.
 */
export async function shakeHands(place: Place, timeLeft: () => number): Promise<Shaken> {
  const path = `${socketPath}&transport=polling`
  const opening = await sendOnce(place, path, timeLeft())
  if (!opening.answered) return {attempt: {answered: false, error: opening.error}, sid: null}
  const handshake = decodeHandshake(opening.body)
  const base = {
    answered: true,
    code: opening.code,
    contentType: opening.headers['content-type'] ?? null,
    opened: handshake !== null,
    upgrades: handshake?.upgrades ?? [],
    pingInterval: handshake?.pingInterval ?? null,
    pingTimeout: handshake?.pingTimeout ?? null,
  } as const
  if (handshake === null) {
    const error = decodeEngineError(opening.body)
    return {attempt: {...base, post: null, error, joined: false}, sid: null}
  }
  const session = `${path}&sid=${encodeURIComponent(handshake.sid)}`
  const joining = await sendOnce(place, session, timeLeft(), '40')
  const post = joining.answered ? joining.code : null
  if (post !== 200) return {attempt: {...base, post, error: errorIn(joining), joined: false}, sid: null}
  const polled = await sendOnce(place, session, timeLeft())
  const joined = polled.answered && joinsNamespace(polled.body)
  return {attempt: {...base, post, error: errorIn(polled), joined}, sid: joined ? handshake.sid : null}
}

function errorIn(reply: Reply): {readonly code: number | null; readonly message: string} | null {
  return reply.answered ? decodeEngineError(reply.body) : {code: null, message: reply.error}
}
