import {io, type Socket} from 'socket.io-client'
import {now} from './clock.ts'
import {digest} from './digest.ts'
import type {Identity} from './own-identity.ts'
import type {Server} from './server.ts'

interface WorkerStatus {
  readonly epoch: number
  readonly master?: boolean
  readonly uptime: number
  readonly data: object
}

/** The primary's connection to one worker. Whatever happens to it, the stored record stays as it was added. */
export class WorkerLink {
  readonly record: Identity
  status: WorkerStatus = {epoch: 0, uptime: 0, data: {}}
  /** Undefined until the first failure: a record just added looks online. */
  disabled: boolean | undefined
  readonly #server: Server
  #socket: Socket | undefined
  #closed = false
  /** Seconds before the next attempt. */
  #delay = 0
  #retry: NodeJS.Timeout | undefined
  #clockDrift = 0

  constructor(server: Server, record: Identity) {
    this.#server = server
    this.record = record
  }

  connect(): void {
    const {config, log} = this.#server
    const {hostname, ip} = this.record
    const host = config.server_comm_use_hostnames ? hostname : ip || hostname
    // Always http, whatever https_force says.
    const url = `http://${host}:${config.remote_server_port || config.WebServer.http_port}`
    log.debug(8, `Connecting to slave via socket.io: ${url}`)
    const socket = io(url, {multiplex: false, forceNew: true, reconnection: false, timeout: 5000})
    this.#socket = socket
    socket.on('connect', () => this.#connected(socket))
    socket.on('disconnect', () => this.#lost(`Slave disconnected unexpectedly: ${hostname}`))
    socket.on('connect_error', error => this.#lost(`Slave connection failed: ${hostname}: ${error}`))
    socket.on('status', (status: WorkerStatus) => this.#heard(status))
    socket.on('auth_failure', ({description}: {description: string}) => this.#refused(description))
  }

  ping(): void {
    this.#socket?.emit('master_ping', {})
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#retry)
    this.#socket?.disconnect()
    this.#socket = undefined
  }

  #connected(socket: Socket): void {
    const {config, identity, log} = this.#server
    log.debug(6, `Successfully connected to slave: ${this.record.hostname}`)
    const at = Math.floor(now())
    const token = digest(identity.hostname + at + config.secret_key)
    socket.emit('authenticate', {token, now: at, master_hostname: identity.hostname})
    this.#delay = 0
    if (!this.disabled) return
    this.disabled = undefined
    log.debug(5, `Marking slave as enabled: ${this.record.hostname}`)
    this.#server.record('server_enable', {...this.record})
  }

  #lost(message: string): void {
    if (this.#closed) return
    const {config, log} = this.#server
    log.error('server', message)
    if (!this.disabled) {
      this.disabled = true
      log.debug(5, `Marking slave as disabled: ${this.record.hostname}`)
      this.#server.record('server_disable', {...this.record})
    }
    if (this.#delay < config.master_ping_freq) this.#delay++
    this.#retry = setTimeout(() => {
      log.debug(6, `Reconnecting to slave: ${this.record.hostname}`)
      this.connect()
    }, this.#delay * 1000)
  }

  #heard(status: WorkerStatus): void {
    this.status = {...this.status, ...status}
    this.#checkClock()
    if (!status.master) return
    const {hostname} = this.record
    this.#server.conflict(
      `MASTER CONFLICT: The server '${hostname}' is also a master server. Shutting down immediately.`,
    )
  }

  #checkClock(): void {
    const most = this.#server.config.max_clock_drift || 10
    const drift = Math.abs(now() - this.status.epoch)
    if (drift >= most && this.#clockDrift < most) {
      this.#complain(`Server clock is ${Math.floor(drift * 100) / 100} seconds out of sync: ${this.record.hostname}`)
    }
    this.#clockDrift = drift
  }

  /** The row vanishes, the stored record does not. */
  #refused(description: string): void {
    const {hostname} = this.record
    this.#complain(`Authentication failure, cannot add slave: ${hostname} (${description})`)
    this.#server.workers.remove(hostname)
  }

  #complain(description: string): void {
    this.#server.log.error('server', description)
    this.#server.record('error', {description})
  }
}
