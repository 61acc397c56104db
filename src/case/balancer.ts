import type {Place} from './case.ts'

/** A balancer's configuration file, only what decides how a worker is reached. Raw text is not kept. */
export interface BalancerConfig {
  readonly file: string
  readonly kind: 'nginx' | 'haproxy'
  readonly listeners: readonly BalancerListener[]
  /** Parts that were not understood or name files that were not read (`include`). */
  readonly unread: readonly {readonly place: Place; readonly what: string}[]
}

/** One `listen` of one nginx server block, one `bind` of one haproxy frontend or listen section. */
export interface BalancerListener {
  readonly place: Place
  /** Address as written; null for every address. */
  readonly address: string | null
  readonly port: number
  readonly tls: boolean
  readonly mode: 'http' | 'tcp'
  /** server_name of nginx; empty when none is set. */
  readonly names: readonly string[]
  readonly routes: readonly BalancerRoute[]
}

export interface BalancerRoute {
  readonly place: Place
  /** Path prefix or expression as written; `/` for all. */
  readonly path: string
  /** Host that chooses the backend (map, if, acl); null when the host plays no part. */
  readonly host: string | null
  readonly action:
    | {readonly kind: 'proxy'; readonly backends: readonly string[]; readonly sticky: boolean}
    | {readonly kind: 'answer'; readonly code: number}
    | {readonly kind: 'redirect'; readonly code: number; readonly to: string}
  /** Upgrade and Connection are handed on. null where it does not apply (haproxy, TCP). */
  readonly upgradeHeaders: boolean | null
  /** Milliseconds; null when not set here. */
  readonly timeouts: {readonly read: number | null; readonly send: number | null; readonly tunnel: number | null}
  /** Directives as they stand there, without credentials; case files of before have none. */
  readonly written?: {
    readonly action?: WrittenDirective
    /** The one of the time-outs that cuts a WebSocket: `tunnel`, else `read`. */
    readonly timeout?: WrittenDirective
  }
}

export interface WrittenDirective {
  readonly place: Place
  /** `proxy_read_timeout 5s`, `default_backend workers` */
  readonly text: string
}
