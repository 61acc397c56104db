import {readFileSync} from 'node:fs'

/** What the stand-in reads of a config.json; everything else in it is kept and never looked at. */
export interface Config {
  readonly hostname?: string
  readonly ip?: string
  readonly master?: boolean | number
  readonly secret_key: string
  readonly debug_level: number
  readonly pid_file: string
  readonly log_dir: string
  readonly master_ping_freq: number
  readonly master_ping_timeout: number
  readonly remote_server_auth_window?: number
  readonly remote_server_port?: number
  readonly max_clock_drift?: number
  readonly server_comm_use_hostnames?: boolean
  readonly socket_io_transports?: readonly string[]
  readonly custom_live_log_socket_url?: string
  readonly web_socket_use_hostnames?: boolean
  readonly web_direct_connect?: boolean
  readonly client: object
  readonly Storage: object
  readonly WebServer: {readonly http_port: number}
}

/** conf/config.json of the working directory, with CRONICLE_a__b in the environment as a.b above it (pixl-server). */
export function readConfig(): Config {
  const config = JSON.parse(readFileSync('conf/config.json', 'utf8')) as Record<string, unknown>
  for (const [name, text] of Object.entries(process.env)) {
    const path = /^CRONICLE_(.+)$/.exec(name)?.[1]
    if (path !== undefined) setPath(config, path.replace(/^_+|_+$/g, '').split('__'), decodeValue(text ?? ''))
  }
  return config as unknown as Config
}

function setPath(into: Record<string, unknown>, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    into[key] = value
    return
  }
  if (typeof into[key] !== 'object' || into[key] === null) into[key] = {}
  setPath(into[key] as Record<string, unknown>, rest, value)
}

function decodeValue(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true'
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text
}
