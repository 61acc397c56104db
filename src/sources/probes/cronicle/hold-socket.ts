import {randomBytes} from 'node:crypto'
import {request} from 'node:http'
import type {Duplex} from 'node:stream'
import type {CronicleProbe, HeldConnection, UpgradeAttempt} from '../../../case/cronicle-probes.ts'
import {notCollected, read} from '../../../case/read.ts'
import {whenTimeIsUp} from '../when-time-is-up.ts'
import {dialled, type Place} from './send-once.ts'
import {socketPath} from './shake-hands.ts'

type Held = Pick<CronicleProbe, 'upgrade' | 'hold'>

/**
 * Takes the session over to a WebSocket, and keeps that open without saying anything.
 *
 * @param hold for how long, in milliseconds; null to close it at once
 */
export async function holdSocket(place: Place, sid: string, timeout: number, hold: number | null): Promise<Held> {
  const got = await upgrade(place, sid, timeout)
  if (!('socket' in got)) return {upgrade: read(got.attempt), hold: notCollected}
  const held = await keepOpen(got.socket, hold ?? toClose)
  return {upgrade: read({code: 101, error: null}), hold: hold === null ? notCollected : read(held)}
}

/** For the exchange that ends an upgrade. Milliseconds. */
const toClose = 200

function upgrade(
  place: Place,
  sid: string,
  timeout: number,
): Promise<{readonly attempt: UpgradeAttempt} | {readonly socket: Duplex}> {
  const {headers, ...to} = dialled(place)
  return new Promise(resolve => {
    const sent = request({
      ...to,
      path: `${socketPath}&transport=websocket&sid=${encodeURIComponent(sid)}`,
      agent: false,
      headers: {
        ...headers,
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
      },
    })
    const end = (attempt: UpgradeAttempt) => {
      inTime()
      sent.destroy()
      resolve({attempt})
    }
    const inTime = whenTimeIsUp(timeout, () => end({code: null, error: 'no answer in time'}))
    sent.on('error', (error: NodeJS.ErrnoException) => end({code: null, error: error.code ?? error.message}))
    sent.on('response', response => end({code: response.statusCode ?? null, error: null}))
    sent.on('upgrade', (_, socket) => {
      inTime()
      resolve({socket})
    })
    sent.end()
  })
}

/** A text frame of a client (RFC 6455, 5.2), masked with zeros: these texts are no secret. */
function frame(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x81, 0x80 + text.length, 0, 0, 0, 0]), Buffer.from(text)])
}

/**
 * Ends the upgrade as Engine.IO wants it (`2probe`, `3probe`, `5`), so that the session ends with the connection and
 * leaves nothing at the worker.
 */
function keepOpen(socket: Duplex, hold: number): Promise<HeldConnection> {
  const start = performance.now()
  return new Promise(resolve => {
    const end = (cut: boolean, error: string | null) => {
      inTime()
      socket.destroy()
      resolve({transport: 'websocket', milliseconds: Math.round(performance.now() - start), cut, error})
    }
    const inTime = whenTimeIsUp(hold, () => end(false, null))
    socket.on('error', (error: NodeJS.ErrnoException) => end(true, error.code ?? error.message))
    socket.on('close', () => end(true, null))
    socket.once('data', () => socket.write(frame('5')))
    socket.resume()
    socket.write(frame('2probe'))
  })
}
