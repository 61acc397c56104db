import {isDialable, isIpAddress} from '../host-and-port.ts'

/** Where Dkron would join, as one of its join addresses says. */
export interface JoinTarget {
  /** Name or IP address. */
  readonly host: string
  readonly port: number
}

/**
 * A value of --join or --retry-join: `host`, `host:port`, `[v6]:port`, with memberlist's `NODE/` before it
 * (memberlist.go `resolveAddr`). Null for go-discover's `provider=…` and for what is no address at all.
 */
export function decodeJoinTarget(text: string, defaultPort: number): JoinTarget | null {
  const value = text.trim().replace(/^[^/\s]*\//, '')
  if (value === '' || /[\s=/]/.test(value)) return null
  if (isIpAddress(value)) return {host: value, port: defaultPort}
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(value)
  const host = match?.[1] ?? match?.[2]
  if (host === undefined || (match?.[1] !== undefined && !isIpAddress(host))) return null
  const port = match?.[3] === undefined ? defaultPort : Number(match[3])
  return isDialable(host, port) ? {host, port} : null
}
