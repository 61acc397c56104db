import type {ByteSource} from '../bytes.ts'

const windowBytes = 64 * 1024

/** Reads a source front to back through one window of 64 KiB; only a longer run of bytes needs more memory. */
export class ByteCursor {
  readonly #source: ByteSource
  #window: Uint8Array = new Uint8Array(0)
  #windowStart = 0
  /** Offset of the next byte; only ever moved on. */
  position = 0

  constructor(source: ByteSource) {
    this.#source = source
  }

  get remaining(): number {
    return Math.max(0, this.#source.size - this.position)
  }

  /** The next byte without taking it; null at the end. */
  peek(): number | null {
    return this.#view(1)[0] ?? null
  }

  /** The next `length` bytes (fewer at the end), valid until the next call. */
  take(length: number): Uint8Array {
    const view = this.#view(length)
    this.position += view.length
    return view
  }

  #view(length: number): Uint8Array {
    const from = this.position - this.#windowStart
    if (from + length <= this.#window.length) return this.#window.subarray(from, from + length)
    // The source's bytes live only until its next read, and this is the only reader of it.
    this.#window = this.#source.read(this.position, Math.max(length, windowBytes))
    this.#windowStart = this.position
    return this.#window.subarray(0, length)
  }
}
