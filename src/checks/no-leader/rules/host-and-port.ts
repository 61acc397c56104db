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

/** An IPv4 or IPv6 address, not a name. */
export function isIpAddress(host: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(host) || /^[0-9a-f:]*:[0-9a-f:.]*(%\w+)?$/i.test(host)
}

/** Why no other machine can dial this host, or null when one may. */
export function unroutableBecause(host: string): string | null {
  if (host === '' || host === '0.0.0.0' || /^[0:]+$/.test(host)) return 'it names no host at all'
  const loopback = /^127\./.test(host) || /^(0*:)+0*1$/.test(host) || host === '::1' || host === 'localhost'
  return loopback ? 'on every machine it leads back to that machine itself' : null
}
