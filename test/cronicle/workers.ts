import type {Activity} from './activity.ts'
import {now} from './clock.ts'
import type {Identity} from './own-identity.ts'
import type {Server} from './server.ts'
import {WorkerLink} from './worker-link.ts'

/** A row of get_servers. */
interface ServerRow {
  readonly hostname: string
  readonly ip: string
  readonly master: 0 | 1
  readonly uptime: number
  readonly data: object
  readonly disabled: boolean | 0
}

/** The workers that a primary dials: those of global/servers, and those added since. */
export class Workers {
  readonly #server: Server
  readonly #links = new Map<string, WorkerLink>()

  constructor(server: Server) {
    this.#server = server
  }

  /** Dials every stored record but the primary's own. */
  async load(): Promise<void> {
    const stored = await this.#server.storage.list<Identity>('global/servers')
    for (const record of stored?.items ?? []) this.add(record)
  }

  /** A worker of that name, or with that address; the primary itself is one by its name. */
  has(wanted: {readonly hostname: string} | {readonly ip: string}): boolean {
    if ('ip' in wanted) return [...this.#links.values()].some(link => link.record.ip === wanted.ip)
    return wanted.hostname === this.#server.identity.hostname || this.#links.has(wanted.hostname)
  }

  add({hostname, ip}: Identity, by?: Activity): void {
    if (this.has({hostname})) return
    this.#server.log.debug(5, `Adding slave to cluster: ${hostname} (${ip || 'n/a'})`)
    const link = new WorkerLink(this.#server, {hostname, ip})
    this.#links.set(hostname, link)
    link.connect()
    this.#server.record('server_add', {hostname, ip}, by)
  }

  remove(hostname: string, by?: Activity): boolean {
    const link = this.#links.get(hostname)
    if (!link) return false
    this.#server.log.debug(5, `Removing slave from cluster: ${hostname} (${link.record.ip || 'n/a'})`)
    link.close()
    this.#links.delete(hostname)
    this.#server.record('server_remove', {hostname}, by)
    return true
  }

  ping(): void {
    for (const link of this.#links.values()) link.ping()
  }

  /** Null on a server that is not the primary. */
  rows(): Readonly<Record<string, ServerRow>> | null {
    if (this.#server.role !== 'primary') return null
    const {identity, started} = this.#server
    const uptime = Math.floor(now()) - started
    const own: ServerRow = {...identity, master: 1, uptime, data: {}, disabled: 0}
    const rows = [...this.#links.values()].map(({record, status, disabled}): ServerRow => {
      return {...record, master: 0, uptime: status.uptime, data: status.data, disabled: disabled || 0}
    })
    return Object.fromEntries([own, ...rows].map(row => [row.hostname, row]))
  }

  close(): void {
    for (const link of this.#links.values()) link.close()
    this.#links.clear()
  }
}
