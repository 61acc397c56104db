/** A set of page numbers below `size`, one bit each. Numbers outside are never in it. */
export class PageSet {
  readonly size: number
  readonly #bits: Uint8Array

  constructor(size: number) {
    this.size = size
    this.#bits = new Uint8Array((size + 7) >>> 3)
  }

  has(page: number): boolean {
    return page < this.size && ((this.#bits[page >>> 3] as number) & (1 << (page & 7))) !== 0
  }

  /** Adds the page; false when it was in already (or lies outside). */
  add(page: number): boolean {
    if (page >= this.size) return false
    const at = page >>> 3
    const bit = 1 << (page & 7)
    const byte = this.#bits[at] as number
    if ((byte & bit) !== 0) return false
    this.#bits[at] = byte | bit
    return true
  }

  /** Adds every page of a set of the same size. */
  addAll(other: PageSet): void {
    for (let i = 0; i < this.#bits.length; i++) {
      this.#bits[i] = (this.#bits[i] as number) | (other.#bits[i] as number)
    }
  }
}
