import {isObject, listOf, numberOf, parseJson, textsOf} from '../json-shape.ts'

/** A packet of Engine.IO 4 as HTTP polling carries it: one digit for its type, then its data. */
export interface EnginePacket {
  readonly type: 'open' | 'close' | 'ping' | 'pong' | 'message' | 'upgrade' | 'noop'
  readonly data: string
}

const types: readonly EnginePacket['type'][] = ['open', 'close', 'ping', 'pong', 'message', 'upgrade', 'noop']

/** Packets of one polling body, separated by 0x1e (Engine.IO protocol 4, "Packet encoding"); null when it is none. */
export function decodePolling(body: string): readonly EnginePacket[] | null {
  const packets: EnginePacket[] = []
  for (const part of body.split('\u001e')) {
    const type = types[Number(part[0] ?? '9')]
    if (type === undefined || part === '' || !/^[0-6]/.test(part)) return null
    packets.push({type, data: part.slice(1)})
  }
  return packets
}

/** The handshake in an `open` packet. The session id is a secret of the connection. */
export interface EngineHandshake {
  readonly sid: string
  readonly upgrades: readonly string[]
  /** Milliseconds. */
  readonly pingInterval: number | null
  readonly pingTimeout: number | null
}

export function decodeHandshake(body: string): EngineHandshake | null {
  const open = decodePolling(body)?.[0]
  if (open?.type !== 'open') return null
  const parsed = parseJson(open.data)
  if ('reason' in parsed || !isObject(parsed.value)) return null
  const {sid, upgrades, pingInterval, pingTimeout} = parsed.value
  if (typeof sid !== 'string' || sid === '') return null
  return {
    sid,
    upgrades: textsOf(listOf(upgrades)),
    pingInterval: numberOf(pingInterval),
    pingTimeout: numberOf(pingTimeout),
  }
}

/** The namespace was joined: a `message` packet of Socket.IO type 0, `40{"sid":…}`. */
export function joinsNamespace(body: string): boolean {
  return decodePolling(body)?.some(p => p.type === 'message' && p.data.startsWith('0')) ?? false
}

/** An error of Engine.IO itself: `{"code":1,"message":"Session ID unknown"}`; null for any other body. */
export function decodeEngineError(body: string): {readonly code: number | null; readonly message: string} | null {
  const parsed = parseJson(body)
  if ('reason' in parsed || !isObject(parsed.value)) return null
  const {code, message} = parsed.value
  return typeof message === 'string' && (typeof code === 'number' || code === undefined)
    ? {code: numberOf(code), message}
    : null
}
