import {isIpAddress} from '../host-and-port.ts'

/**
 * Names of a hosts file and their addresses (hosts(5)): address, then names, `#` to the end of the line. Names in
 * lower case; a name on several lines has all their addresses, in their order. Lines that make no sense are passed over.
 */
export function decodeHostsFile(text: string): ReadonlyMap<string, readonly string[]> {
  const byName = new Map<string, readonly string[]>()
  for (const line of text.split('\n')) {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/)
    if (!isIpAddress(address)) continue
    for (const name of names) {
      const key = name.toLowerCase()
      const known = byName.get(key) ?? []
      if (!known.includes(address)) byName.set(key, [...known, address])
    }
  }
  return byName
}
