import {rmSync, writeFileSync} from 'node:fs'
import {type Activity, recordActivity} from './activity.ts'
import {ClientSockets} from './client-sockets.ts'
import {now} from './clock.ts'
import {type Eligibility, readEligibility} from './eligibility.ts'
import {Log} from './log.ts'
import type {Storage} from './open-storage.ts'
import {type Identity, ownIdentity} from './own-identity.ts'
import type {Config} from './read-config.ts'
import {version} from './version.ts'
import {WebServer} from './web-server.ts'
import {Workers} from './workers.ts'

/** One Cronicle: the same program is primary, worker, or waits to be called by a primary. */
export class Server {
  readonly config: Config
  readonly storage: Storage
  readonly identity: Identity
  readonly log: Log
  readonly workers = new Workers(this)
  readonly sockets = new ClientSockets(this)
  readonly #web = new WebServer(this)
  /** Epoch seconds. */
  readonly started = Math.floor(now())
  lastTick = now()
  role: 'primary' | 'worker' | 'none' = 'none'
  /** Empty while no primary is known. */
  primaryHostname = ''
  primaryAddress = ''
  /** When a primary was last heard of, or the wait for one began; epoch seconds. */
  lastPing = 0
  shut = false
  #eligible = false
  #inCluster = false
  #wasPrimary = false
  #lastPingSent = 0
  #ticking: NodeJS.Timeout | undefined

  constructor(config: Config, storage: Storage) {
    this.config = config
    this.storage = storage
    this.identity = ownIdentity(config)
    this.log = new Log(config.log_dir, config.debug_level)
  }

  async start(): Promise<void> {
    const {pid, version: node, arch, platform, argv} = process
    this.log.debug(2, `Cronicle v${version} Starting Up`, {pid, node, arch, platform, argv})
    this.log.debug(9, `Writing PID File: ${this.config.pid_file}: ${pid}`)
    writeFileSync(this.config.pid_file, String(pid))
    this.log.hostname = this.identity.hostname
    this.log.debug(2, 'Server Info:', {...this.identity, daemon: false})
    this.log.debug(3, 'Cronicle engine starting up')
    this.sockets.attach(await this.#web.listen())
    await this.checkEligibility()
    if (this.config.master && this.#eligible) await this.#becomePrimary()
    this.lastPing = now()
    this.#ticking = setInterval(() => void this.#tick(), 1000)
    this.log.debug(2, 'Startup complete, entering main loop')
  }

  async checkEligibility(): Promise<void> {
    const found = await readEligibility(this.storage, this.identity.hostname, this.#inCluster)
    this.#inCluster ||= found.kind !== 'unknown'
    this.#eligible = found.kind === 'eligible'
    if (found.kind !== 'unknown' || this.role !== 'worker') this.log.debug(4, sentences[found.kind](found.group))
  }

  /** A primary has authenticated itself on one of our sockets. */
  async follow(hostname: string, address: string): Promise<void> {
    this.log.debug(3, `Master server is: ${hostname}`)
    this.primaryHostname = hostname
    this.primaryAddress = address
    this.lastPing = now()
    this.#inCluster = true
    if (this.role !== 'worker') this.#becomeWorker()
    await this.checkEligibility()
  }

  record(action: string, data: object, by?: Activity): void {
    if (this.role === 'primary') recordActivity(this.storage, action, data, by)
  }

  conflict(message: string): void {
    const {stack} = new Error()
    this.log.debug(1, message, {stack})
    this.log.error('multi', message, {stack})
    void this.shutDown()
  }

  async shutDown(): Promise<void> {
    if (this.shut) return
    this.shut = true
    this.log.debug(2, 'Shutting down')
    this.log.debug(9, `Deleting PID File: ${this.config.pid_file}: ${process.pid}`)
    rmSync(this.config.pid_file, {force: true})
    clearInterval(this.#ticking)
    this.log.debug(2, 'Shutting down Cronicle')
    this.sockets.close()
    this.workers.close()
    this.#web.close()
    await this.storage.close()
    this.log.debug(2, 'Shutdown complete, exiting')
    process.exit(0)
  }

  async #becomePrimary(): Promise<void> {
    this.log.debug(3, 'We are becoming the master server')
    this.#wasPrimary = true
    this.role = 'primary'
    this.primaryHostname = this.identity.hostname
    this.#lastPingSent = now()
    await this.workers.load()
    this.record('server_master', {hostname: this.identity.hostname})
  }

  #becomeWorker(): void {
    if (this.#wasPrimary) {
      this.role = 'none'
      this.conflict(
        'MASTER CONFLICT: This server is being forced to demote itself from master primary to slave.  ' +
          'Shutting down immediately.  Please file a GitHub issue and include this full log entry.',
      )
      return
    }
    this.log.debug(3, 'We are becoming a slave server')
    this.role = 'worker'
  }

  async #tick(): Promise<void> {
    this.lastTick = now()
    this.sockets.sendStatus()
    if (this.role === 'primary' && now() - this.#lastPingSent >= this.config.master_ping_freq) {
      this.#lastPingSent = now()
      this.workers.ping()
    }
    if (this.role !== 'primary' && now() - this.lastPing >= this.config.master_ping_timeout) await this.#missPrimary()
  }

  async #missPrimary(): Promise<void> {
    const waited = `No master ping received within ${this.config.master_ping_timeout} seconds`
    this.lastPing = now()
    if (this.#eligible) {
      this.log.debug(3, `${waited}, choosing new master`)
      this.log.debug(5, 'We are the top candidate for master')
      await this.#becomePrimary()
    } else if (this.role === 'worker') {
      this.log.debug(3, `${waited}, going idle`)
      this.role = 'none'
      this.primaryHostname = ''
      this.#inCluster = false
    }
  }
}

const sentences: Readonly<Record<Eligibility['kind'], (group: string) => string>> = {
  unknown: () => 'Server not found in cluster -- waiting for a master server to contact us',
  eligible: group => `Server is eligible to become master (${group})`,
  ineligible: () => 'Server is not eligible for master -- it will be a slave only',
}
