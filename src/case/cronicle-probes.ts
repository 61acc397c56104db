import type {StatusAnswer} from './cronicle-answers.ts'
import type {NameOutcome, TcpOutcome, Vantage} from './probes.ts'
import type {Read} from './read.ts'

/**
 * What was seen of one address from one vantage. Only harmless calls: `authenticate` is never sent, because a worker
 * takes whoever sends it for its primary.
 */
export interface CronicleProbe {
  /** `as`, where it is the host: label of the server whose address this host carries. */
  readonly vantage: Vantage
  /** As the primary would dial it; `host` is a name or an address without port. */
  readonly target: {readonly scheme: 'http'; readonly host: string; readonly port: number}
  readonly reasons: readonly ProbeReason[]
  /** `not-collected` when `host` is an address. */
  readonly resolution: Read<NameOutcome>
  /** One connection for each address of the name; nothing was sent. */
  readonly tcp: readonly {readonly address: string; readonly outcome: TcpOutcome}[]
  /** GET /api/app/status, each on a connection of its own. */
  readonly status: readonly HttpAttempt[]
  /** GET /socket.io/?EIO=4&transport=polling, each on a connection of its own. */
  readonly handshakes: readonly HandshakeAttempt[]
  /** `not-collected` when no handshake gave a session. */
  readonly upgrade: Read<UpgradeAttempt>
  readonly hold: Read<HeldConnection>
}

/** Which address of which worker this is; `worker` is a label or a stored hostname. */
export interface ProbeReason {
  readonly as: 'typed' | 'reported' | 'stored' | 'dialled' | 'balancer'
  readonly worker: string
}

/** One HTTP request. */
export type HttpAttempt =
  | {
      readonly answered: true
      /** Local clock at receipt, seconds since 1970. */
      readonly at: number
      readonly milliseconds: number
      readonly code: number
      readonly contentType: string | null
      /** `location` of a redirect. */
      readonly location: string | null
      /** `server` header: names the balancer when it answers itself. */
      readonly server: string | null
      /** null when the body is no answer of Cronicle. */
      readonly status: StatusAnswer | null
      /** Beginning of a body that is none. */
      readonly excerpt: string | null
    }
  | {readonly answered: false; readonly at: number; readonly milliseconds: number; readonly error: string}

/** Engine.IO over HTTP polling: open, POST `40`, GET. */
export type HandshakeAttempt =
  | {
      readonly answered: true
      readonly code: number
      readonly contentType: string | null
      /** A session was opened. The id itself is not kept. */
      readonly opened: boolean
      readonly upgrades: readonly string[]
      /** Milliseconds. */
      readonly pingInterval: number | null
      readonly pingTimeout: number | null
      /** HTTP code of POST `40` with the session; null when it was not sent. */
      readonly post: number | null
      /** Engine.IO error of either answer, e.g. 1 `Session ID unknown`. */
      readonly error: {readonly code: number | null; readonly message: string} | null
      /** The namespace was joined: `40{"sid":…}`. */
      readonly joined: boolean
    }
  | {readonly answered: false; readonly error: string}

/** WebSocket upgrade of a session. */
export interface UpgradeAttempt {
  /** 101 when it worked; null when the connection broke. */
  readonly code: number | null
  readonly error: string | null
}

/** The connection kept open without being authenticated. */
export interface HeldConnection {
  readonly transport: 'websocket'
  readonly milliseconds: number
  /** The other end closed it before the time was over. An idle time-out of 5 s closes it, and is no fault. */
  readonly cut: boolean
  readonly error: string | null
}
