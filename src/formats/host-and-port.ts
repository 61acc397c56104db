import ipaddr from 'ipaddr.js'

/** The two halves of a stored server address; port null when there is none. */
export interface HostAndPort {
  readonly host: string
  readonly port: number | null
}

/** Splits `10.0.0.1:6868`, `[::1]:6868`, `s1:6868` and addresses without a port. Brackets are taken off. */
export function splitAddress(address: string): HostAndPort {
  const bracketed = /^\[([^\]]*)\](?::(\d+))?$/.exec(address)
  if (bracketed) return {host: bracketed[1] ?? '', port: bracketed[2] ? Number(bracketed[2]) : null}
  const plain = /^([^:]*):(\d+)$/.exec(address)
  if (plain) return {host: plain[1] ?? '', port: Number(plain[2])}
  return {host: address, port: null}
}

/** The reverse: `10.0.0.1:6868`, `[::1]:6868`. */
export function joinAddress(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** An IPv4 address in dotted decimal or an IPv6 address, not a name: what the system dials without a lookup. */
export function isIpAddress(host: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(host) || ipaddr.IPv6.isValid(host)
}

/** Why no other machine can dial this host, or null when one may. */
export function unroutableBecause(host: string): string | null {
  if (host === '' || host === '0.0.0.0' || /^[0:]+$/.test(host)) return 'it names no host at all'
  const loopback = /^127\./.test(host) || /^(0*:)+0*1$/.test(host) || host === '::1' || host === 'localhost'
  return loopback ? 'on every machine it leads back to that machine itself' : null
}

/** Whether this can be dialled at all: an IP address, or a name of at most 253 characters (RFC 1035), and a port. */
export function isDialable(host: string, port: number): boolean {
  return (isIpAddress(host) || /^[\w.-]{1,253}$/.test(host)) && Number.isInteger(port) && port > 0 && port < 65_536
}
