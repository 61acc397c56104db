/**
 * Writes msgpack as hashicorp/go-msgpack does with its default handle (codec/msgpack.go): strings and byte strings
 * as raw (fixstr, str16, str32; never str8 nor bin), integers in their shortest form, nil for what is absent.
 */
export class MsgpackWriter {
  private readonly parts: Uint8Array[] = []

  /** Everything written so far, in one array. */
  bytes(): Uint8Array {
    const whole = new Uint8Array(this.parts.reduce((length, part) => length + part.length, 0))
    let at = 0
    for (const part of this.parts) {
      whole.set(part, at)
      at += part.length
    }
    return whole
  }

  /** Head of a map of up to 15 pairs. */
  map(pairs: number): this {
    return this.put(0x80 | pairs)
  }

  /** Head of an array; the items follow. */
  array(items: number): this {
    if (items < 16) return this.put(0x90 | items)
    return items < 0x1_0000 ? this.put(0xdc, ...bigEndian(items, 2)) : this.put(0xdd, ...bigEndian(items, 4))
  }

  /** A string or bytes; null becomes nil. */
  raw(value: string | Uint8Array | null): this {
    if (value === null) return this.put(0xc0)
    const body = typeof value === 'string' ? new TextEncoder().encode(value) : value
    if (body.length < 32) this.put(0xa0 | body.length)
    else if (body.length < 0x1_0000) this.put(0xda, ...bigEndian(body.length, 2))
    else this.put(0xdb, ...bigEndian(body.length, 4))
    this.parts.push(body)
    return this
  }

  /** An integer from 0 to 2^64-1. */
  unsigned(value: bigint | number): this {
    if (value <= 0x7f) return this.put(Number(value))
    if (value <= 0xff) return this.put(0xcc, Number(value))
    if (value <= 0xffff) return this.put(0xcd, ...bigEndian(value, 2))
    if (value <= 0xffff_ffff) return this.put(0xce, ...bigEndian(value, 4))
    return this.put(0xcf, ...bigEndian(value, 8))
  }

  private put(...bytes: number[]): this {
    this.parts.push(Uint8Array.from(bytes))
    return this
  }
}

function bigEndian(value: bigint | number, size: 2 | 4 | 8): number[] {
  const bytes: number[] = []
  for (let shift = 8n * BigInt(size - 1); shift >= 0n; shift -= 8n) bytes.push(Number((BigInt(value) >> shift) & 0xffn))
  return bytes
}
