const offsetBasis = 0xcbf29ce484222325n
const prime = 0x100000001b3n
const mask = 0xffffffffffffffffn

/** FNV-1a, 64 bits (Go hash/fnv `New64a`): the checksum of a meta page. */
export function fnv1a64(bytes: Uint8Array): bigint {
  let hash = offsetBasis
  for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * prime) & mask
  return hash
}
