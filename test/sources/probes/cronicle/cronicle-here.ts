import {createServer, type IncomingMessage, type RequestListener, type ServerResponse} from 'node:http'
import type {AddressInfo, Socket} from 'node:net'
import {Server} from 'socket.io'
import {onTestFinished} from 'vitest'

/** A worker as a probe sees it, on real socket.io; `seen` is what came in. */
export interface Here {
  readonly port: number
  readonly seen: string[]
  /** Events that clients sent: there must be none. */
  readonly events: string[]
  /** Sessions of Engine.IO that are open now. */
  sessions(): number
  readonly sockets: Set<Socket>
}

interface Behaviour {
  /** Process that answers the nth request for status. */
  readonly pid?: (n: number) => number
  /** Answers before Cronicle does. */
  readonly before?: (request: IncomingMessage, response: ServerResponse) => boolean
}

export async function cronicleHere({pid = () => 7, before = () => false}: Behaviour = {}): Promise<Here> {
  const seen: string[] = []
  const events: string[] = []
  let asked = 0
  const listener: RequestListener = (_, response) => {
    const body = {version: '0.9.129', hostname: 'w1', ip: '10.0.0.1', pid: pid(asked++), now: 1_795_230_400, uptime: 60}
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify(body))
  }
  const http = createServer(listener)
  const io = new Server(http)
  io.on('connection', socket => {
    socket.onAny(event => events.push(event))
  })
  // socket.io keeps what is meant for it from other listeners.
  const [answer] = http.listeners('request') as RequestListener[]
  http.removeAllListeners('request').on('request', (request, response) => {
    seen.push(`${request.method} ${request.url?.replace(/sid=[^&]+/, 'sid=…')}`)
    if (!before(request, response)) answer?.call(http, request, response)
  })
  const sockets = new Set<Socket>()
  http.on('connection', socket => sockets.add(socket))
  http.on('upgrade', request => seen.push(`UPGRADE ${request.headers.upgrade}`))
  await new Promise<void>(ready => http.listen(0, '127.0.0.1', ready))
  onTestFinished(() => void io.close())
  const {port} = http.address() as AddressInfo
  return {port, seen, events, sockets, sessions: () => io.engine.clientsCount}
}
