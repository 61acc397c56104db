import {isIpAddress} from '../host-and-port.ts'

/** What decides how a name without an entry in the hosts file is looked up (resolv.conf(5)). */
export interface ResolvConf {
  /** Addresses, at most three; this machine when none is given. */
  readonly nameservers: readonly string[]
  readonly search: readonly string[]
  /** A name with at least as many dots is tried as it stands first. */
  readonly ndots: number
}

/** What the C library and Go take at most. */
const mostNameservers = 3
const mostSearch = 6
const mostDots = 15

/** Never throws; the last `search` or `domain` line counts. */
export function decodeResolvConf(text: string): ResolvConf {
  const nameservers: string[] = []
  let search: readonly string[] = []
  let ndots = 1
  for (const line of text.split('\n')) {
    const [keyword, ...values] = line
      .replace(/[#;].*/, '')
      .trim()
      .split(/\s+/)
    if (keyword === 'nameserver' && isIpAddress(values[0] ?? '')) nameservers.push(values[0] ?? '')
    if (keyword === 'domain') search = values.slice(0, 1)
    if (keyword === 'search') search = values
    if (keyword === 'options') {
      const dots = values.findLast(v => /^ndots:\d{1,3}$/.test(v))
      if (dots !== undefined) ndots = Math.min(Number(dots.slice('ndots:'.length)), mostDots)
    }
  }
  return {
    nameservers: nameservers.length === 0 ? ['127.0.0.1', '::1'] : nameservers.slice(0, mostNameservers),
    search: search
      .map(domain => domain.replace(/\.+$/, ''))
      .filter(domain => domain !== '')
      .slice(0, mostSearch),
    ndots,
  }
}

/** The full names to try for a name, in their order (Go net/dnsclient_unix.go `nameList`). */
export function namesToTry(name: string, {search, ndots}: ResolvConf): readonly string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)]
  const dots = name.split('.').length - 1
  const within = search.map(domain => `${name}.${domain}`)
  return dots >= ndots ? [name, ...within] : [...within, name]
}
