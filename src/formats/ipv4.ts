/** IPv4 addresses and subnets as text, as compose files and stored configurations write them. */

/** The host part of `host:port` when it is an IPv4 address in dotted decimal, else null. */
export function hostOf(address: string): string | null {
  const host = address.slice(0, Math.max(0, address.lastIndexOf(':')))
  return numberOf(host) === null ? null : host
}

/** Whether a subnet (`172.18.0.0/16`) holds an address; false for anything that is no IPv4 subnet. */
export function subnetHolds(subnet: string, address: string): boolean {
  const match = /^([\d.]+)\/(\d{1,2})$/.exec(subnet)
  const base = match?.[1] === undefined ? null : numberOf(match[1])
  const length = Number(match?.[2])
  const host = numberOf(address)
  if (base === null || host === null || length > 32) return false
  const size = 2 ** (32 - length)
  return Math.floor(base / size) === Math.floor(host / size)
}

/** The smallest of /24, /16 and /8 that holds all of these addresses. */
export function smallestSubnet(addresses: readonly string[]): string {
  const [first = '0.0.0.0'] = addresses
  const octets = first.split('.')
  const lengths = [24, 16, 8]
  const length = lengths.find(l => addresses.every(a => subnetHolds(`${first}/${l}`, a))) ?? 8
  const kept = length / 8
  return `${octets.map((octet, i) => (i < kept ? octet : '0')).join('.')}/${length}`
}

function numberOf(text: string): number | null {
  const octets = text.split('.')
  if (octets.length !== 4 || !octets.every(o => /^(0|[1-9]\d{0,2})$/.test(o) && Number(o) < 256)) return null
  return octets.reduce((sum, octet) => sum * 256 + Number(octet), 0)
}
