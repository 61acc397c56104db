import type {U64} from '../u64.ts'
import {readU32, readU64} from '../u64.ts'

const timestampExtension = 0xff

/**
 * Reads one msgpack value after another from bytes nobody vouches for, in the dialect of hashicorp/go-msgpack
 * (v0.5 and v2, codec/msgpack.go): raw strings and byte strings are the same thing, nil stands for an empty map or
 * array. The first fault is kept in `problem`; every read after it gives an empty value, so loops need only look at
 * `problem`. No length is believed before its bytes are found, so nothing is allocated for a length.
 */
export class MsgpackReader {
  private readonly bytes: Uint8Array
  private at = 0
  /** What is wrong with the bytes and at which offset; null so far. */
  problem: string | null = null

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  /** Bytes not read yet. */
  get left(): number {
    return this.bytes.length - this.at
  }

  /** Records `what` as the problem, unless an earlier one stands, and ends the input. */
  fail(what: string, at = this.at): void {
    this.problem ??= `${what} at byte ${at}`
    this.at = this.bytes.length
  }

  /** Pairs in the map that follows; nil counts as an empty one. */
  mapLength(): number {
    const head = this.byte()
    if (head >= 0x80 && head <= 0x8f) return head & 0x0f
    if (head === 0xde) return this.number(2)
    if (head === 0xdf) return this.number(4)
    if (head !== 0xc0) this.unexpected('a map', head)
    return 0
  }

  /** Items in the array that follows; nil counts as an empty one. */
  arrayLength(): number {
    const head = this.byte()
    if (head >= 0x90 && head <= 0x9f) return head & 0x0f
    if (head === 0xdc) return this.number(2)
    if (head === 0xdd) return this.number(4)
    if (head !== 0xc0) this.unexpected('an array', head)
    return 0
  }

  /** A string or byte string as a view of the input; null for nil. */
  raw(): Uint8Array | null {
    const head = this.byte()
    return head === 0xc0 ? null : this.rawAfter(head)
  }

  /** The body of a time: a raw string, or the body of the timestamp extension (type -1); null for nil. */
  timeBody(): Uint8Array | null {
    const head = this.byte()
    const length = head === 0xd6 ? 4 : head === 0xd7 ? 8 : head === 0xc7 ? this.number(1) : -1
    if (length < 0) return head === 0xc0 ? null : this.rawAfter(head)
    const type = this.byte()
    if (this.problem === null && type !== timestampExtension) this.fail(`extension type ${type} instead of a time`)
    return this.take(length)
  }

  /**
   * A map key; the empty string for one that is longer than any field name. A key of no bytes is a fault: the newer
   * go-msgpack (v2) breaks off at it.
   */
  key(): string {
    const at = this.at
    const raw = this.raw()
    if (raw === null || raw.length === 0) {
      if (this.problem === null) this.fail('a name of no letters', at)
      return ''
    }
    if (raw.length > 32) return ''
    let text = ''
    for (let i = 0; i < raw.length; i++) text += String.fromCharCode(raw[i] as number)
    return text
  }

  /** An integer of 0 or more, in any of its encodings; nil counts as 0. */
  unsigned(): U64 {
    const at = this.at
    const head = this.byte()
    if (head <= 0x7f) return head
    switch (head) {
      case 0xc0:
        return 0
      case 0xcc:
        return this.number(1)
      case 0xcd:
        return this.number(2)
      case 0xce:
        return this.number(4)
      case 0xcf:
        return this.number8()
      case 0xd0:
      case 0xd1:
      case 0xd2:
      case 0xd3:
        return this.positive(1 << (head - 0xd0), at)
    }
    if (head >= 0xe0) this.fail('negative number', at)
    else this.unexpected('a number', head)
    return 0
  }

  /** Steps over one value of any kind; nested ones are counted, not entered, so depth costs nothing. */
  skip(): void {
    let open = 1
    while (open > 0 && this.problem === null) open += this.skipOne() - 1
  }

  private skipOne(): number {
    const head = this.byte()
    if (head <= 0x7f || head >= 0xe0 || head === 0xc0 || head === 0xc2 || head === 0xc3) return 0
    if (head <= 0x8f) return 2 * (head & 0x0f)
    if (head <= 0x9f) return head & 0x0f
    if (head <= 0xbf || (head >= 0xc4 && head <= 0xc6) || (head >= 0xd9 && head <= 0xdb)) this.rawAfter(head)
    else if (head >= 0xc7 && head <= 0xc9) this.take(this.number(1 << (head - 0xc7)) + 1)
    else if (head === 0xca || head === 0xcb) this.take(head === 0xca ? 4 : 8)
    else if (head >= 0xcc && head <= 0xd3) this.take(1 << (head & 3))
    else if (head >= 0xd4 && head <= 0xd8) this.take((1 << (head - 0xd4)) + 1)
    else if (head === 0xdc || head === 0xdd) return this.number(head === 0xdc ? 2 : 4)
    else if (head === 0xde || head === 0xdf) return 2 * this.number(head === 0xde ? 2 : 4)
    else this.unexpected('a value', head)
    return 0
  }

  private rawAfter(head: number): Uint8Array {
    if (head >= 0xa0 && head <= 0xbf) return this.take(head & 0x1f)
    if (head === 0xd9 || head === 0xc4) return this.take(this.number(1))
    if (head === 0xda || head === 0xc5) return this.take(this.number(2))
    if (head === 0xdb || head === 0xc6) return this.take(this.number(4))
    this.unexpected('a string', head)
    return this.take(0)
  }

  private positive(size: number, at: number): U64 {
    const negative = this.left > 0 && (this.bytes[this.at] as number) >= 0x80
    const value = size === 8 ? this.number8() : this.number(size)
    if (negative && this.problem === null) this.fail('negative number', at)
    return this.problem === null ? value : 0
  }

  private byte(): number {
    if (this.at >= this.bytes.length) {
      this.fail('ends too early')
      return 0xc0
    }
    return this.bytes[this.at++] as number
  }

  private number(size: 1 | 2 | 4 | number): number {
    const at = this.at
    if (this.take(size).length < size) return 0
    if (size === 4) return readU32(this.bytes, at)
    const first = this.bytes[at] as number
    return size === 1 ? first : (first << 8) | (this.bytes[at + 1] as number)
  }

  private number8(): U64 {
    const at = this.at
    return this.take(8).length < 8 ? 0 : readU64(this.bytes, at)
  }

  private take(length: number): Uint8Array {
    if (length > this.left) {
      this.fail(`${length} bytes announced, ${this.left} left,`)
      length = 0
    }
    const from = this.at
    this.at += length
    return this.bytes.subarray(from, from + length)
  }

  private unexpected(wanted: string, head: number): void {
    if (this.problem === null) this.fail(`0x${head.toString(16).padStart(2, '0')} instead of ${wanted}`, this.at - 1)
  }
}
