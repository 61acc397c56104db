/** One answer of Cronicle's API, decoded; nothing else of its body is kept. */
export type CronicleAnswer = AnswerOrigin & AnswerContent

export interface AnswerOrigin {
  /** File or URL. */
  readonly source: string
  /** Label of the server that was asked, or the words of the file's name (`primary`, `worker`); null when unknown. */
  readonly asked: string | null
  /** Way it went, as far as the name of the file or the probe says. */
  readonly way: 'balancer' | 'direct' | 'unknown'
  /** Local clock when it arrived, seconds since 1970; null for a saved answer. */
  readonly receivedAt: number | null
}

export type AnswerContent =
  | {readonly call: 'status'; readonly status: StatusAnswer}
  | {readonly call: 'config'; readonly config: ConfigAnswer}
  | {readonly call: 'get_servers'; readonly servers: ServersAnswer}
  | {readonly call: 'get_activity'; readonly activity: ActivityAnswer}
  | {
      readonly call: 'add_server' | 'remove_server' | 'check_add_server'
      /** `hostname` and `ip` only in an answer of check_add_server. */
      readonly outcome: CallOutcome & {readonly hostname: string | null; readonly ip: string | null}
    }
  /** It is no answer of Cronicle, e.g. an error page of a balancer. */
  | {readonly call: 'foreign'; readonly foreign: {readonly problem: string; readonly excerpt: string}}

/** `code` is 0 or a word such as `server`, `master`, `session`. */
export interface CallOutcome {
  readonly code: string
  readonly description: string | null
}

/** `/api/app/status`: whoever answers says who it is. */
export interface StatusAnswer {
  readonly hostname: string
  readonly ip: string | null
  readonly pid: number | null
  readonly version: string | null
  /** Its clock, seconds since 1970. */
  readonly now: number | null
  readonly uptime: number | null
}

/** `/api/app/config`. */
export interface ConfigAnswer extends CallOutcome {
  readonly version: string | null
  readonly masterHostname: string | null
  readonly port: number | null
  readonly servers: readonly {readonly hostname: string; readonly ip: string | null}[]
}

/** `/api/app/get_servers`; null on a server that is not primary. */
export interface ServersAnswer extends CallOutcome {
  readonly servers: readonly LiveServer[] | null
}

export interface LiveServer {
  readonly hostname: string
  readonly ip: string | null
  readonly primary: boolean
  readonly uptime: number
  readonly disabled: boolean
}

/** `/api/app/get_activity`, newest first, without headers and keys. */
export interface ActivityAnswer extends CallOutcome {
  readonly rows: readonly ActivityRow[]
}

export interface ActivityRow {
  /** Seconds since 1970. */
  readonly epoch: number
  /** `server_add`, `server_remove`, `server_enable`, `server_disable`, `server_master` or `error`. */
  readonly action: string
  readonly hostname: string | null
  /** Of an `error` row. */
  readonly description: string | null
}
