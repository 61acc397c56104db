/** What a plan has the primary of a Cronicle cluster do, by its API, as plain JSON: its list of servers is its own. */

/** In a plan after everything that is done to files. */
export type PrimaryCall = AwaitPrimary | AwaitWorker | RemoveServer | AddServer

/** Waits until the primary leads and lists its servers to an administrator. */
export interface AwaitPrimary {
  readonly kind: 'await-primary'
  /** The process that still has the old settings; null when none was seen, so that any counts. */
  readonly unlike: {readonly pid: number; readonly startedAt: number} | null
}

/** Waits until whoever answers where the worker will be dialled says that it is this one. */
export interface AwaitWorker {
  readonly kind: 'await-worker'
  readonly worker: ListedServer
  /** Where it is asked for its status; the name is what is typed into Add Server. */
  readonly at: {readonly host: string; readonly port: number}
}

/** `remove_server`: takes a worker out of the primary's list, and its stored record with it. */
export interface RemoveServer {
  readonly kind: 'remove-server'
  readonly hostname: string
  /** As stored; null when the record has none. */
  readonly ip: string | null
}

/** `add_server`, and waiting until the worker is online. The primary keeps what the worker says of itself. */
export interface AddServer {
  readonly kind: 'add-server'
  /** Asked by the primary, and forgotten. */
  readonly typed: string
  readonly worker: ListedServer
}

/** A row of the primary's list. */
export interface ListedServer {
  readonly hostname: string
  readonly ip: string
}

/** The primary that is called, and from whose network its workers are asked. */
export interface PlannedPrimary {
  readonly label: string
  /** Bases of its API; the first that answers as a Cronicle is called. */
  readonly api: readonly string[]
  readonly folder: string | null
  readonly container: {readonly id: string; readonly name: string; readonly pid: number | null} | null
  /** A host that carries one of them asks as the primary would. */
  readonly addresses: readonly string[]
}

/** A row as a person is told of it; many workers have the same name for both. */
export const rowWords = ({hostname, ip}: {readonly hostname: string; readonly ip: string | null}): string =>
  ip === hostname ? hostname : `${hostname} (${ip ?? 'no address'})`
