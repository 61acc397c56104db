import type {Server as HttpServer} from 'node:http'
import {type Socket, Server as SocketServer} from 'socket.io'
import {now} from './clock.ts'
import {digest} from './digest.ts'
import type {Server} from './server.ts'

interface Authentication {
  readonly token?: string
  readonly now?: number
  readonly master_hostname?: string
}

/** Those who connect to this server: a primary, or anyone else. */
export class ClientSockets {
  readonly #server: Server
  readonly #io = new SocketServer()
  readonly #authenticated = new Set<Socket>()

  constructor(server: Server) {
    this.#server = server
  }

  attach(http: HttpServer): void {
    this.#io.attach(http)
    this.#io.on('connection', socket => this.#accept(socket))
  }

  /** What each authenticated client is told every second. It names neither this server nor its address. */
  sendStatus(): void {
    const {role, primaryHostname, started} = this.#server
    const primary = role === 'primary'
    const status = {epoch: now(), master: primary, master_hostname: primaryHostname, active_jobs: {}}
    const own = {queue: {}, data: {}, uptime: Math.floor(now()) - started}
    const sent = primary ? {...status, servers: this.#server.workers.rows()} : {...status, ...own}
    for (const socket of this.#authenticated) socket.emit('status', sent)
  }

  close(): void {
    this.#io.disconnectSockets(true)
  }

  #accept(socket: Socket): void {
    const {log} = this.#server
    const address = socket.request.socket.remoteAddress ?? 'Unknown'
    log.debug(5, `New socket.io client connected: ${socket.id} (IP: ${address})`)
    socket.on('authenticate', (proof: Authentication) => this.#authenticate(socket, proof, address))
    socket.on('master_ping', () => {
      this.#server.lastPing = now()
    })
    socket.on('disconnect', () => {
      this.#authenticated.delete(socket)
      log.debug(5, `Socket.io client disconnected: ${socket.id} (IP: ${address})`)
    })
  }

  #authenticate(socket: Socket, proof: Authentication, address: string): void {
    const refusal = this.#refusal(proof)
    if (refusal !== undefined) {
      socket.emit('auth_failure', {description: refusal})
      return
    }
    this.#server.log.debug(4, `Socket client ${socket.id} has authenticated via secret key (IP: ${address})`)
    this.#authenticated.add(socket)
    void this.#server.follow(proof.master_hostname ?? '', address)
  }

  #refusal({token, now: at, master_hostname: primary}: Authentication): string | undefined {
    const {config} = this.#server
    if (!primary || !at || !token) return 'Session not found.'
    if (token !== digest(primary + at + config.secret_key)) return 'Secret Keys do not match.'
    const window = Number.parseInt(String(config.remote_server_auth_window), 10)
    const seconds = window >= 0 ? window : 60
    return Math.abs(now() - at) > seconds ? 'Server clocks are too far out of sync.' : undefined
  }
}
