/** The last so many of what was pushed, in order. */
export class LastOnes<T> {
  private readonly size: number
  private readonly items: T[] = []
  private next = 0

  constructor(size: number) {
    this.size = size
  }

  push(item: T): void {
    if (this.items.length < this.size) this.items.push(item)
    else {
      this.items[this.next] = item
      this.next = (this.next + 1) % this.size
    }
  }

  all(): readonly T[] {
    return [...this.items.slice(this.next), ...this.items.slice(0, this.next)]
  }
}

/** The first and the last so many of what was pushed, in order; what lies between is let go. */
export class BothEnds<T> {
  private readonly size: number
  private readonly first: T[] = []
  private readonly last: LastOnes<T>

  constructor(size: number) {
    this.size = size
    this.last = new LastOnes(size)
  }

  push(item: T): void {
    if (this.first.length < this.size) this.first.push(item)
    else this.last.push(item)
  }

  all(): readonly T[] {
    return [...this.first, ...this.last.all()]
  }
}
