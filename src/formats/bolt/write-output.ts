/** Where a written file goes: bytes at a position, in ascending order except for the two meta pages at the end. */
export interface PageSink {
  write(offset: number, bytes: Uint8Array): void
}

/** Pages handed out to be filled. */
export interface NewPages {
  /** Number of the first one. */
  readonly page: number
  /** How many further pages belong to it. */
  readonly overflow: number
  /** All their bytes, zeroed; to be filled before the next pages are asked for. */
  readonly area: Uint8Array
}

/** Hands out pages in ascending order and passes them on in large runs. */
export interface PageOutput {
  readonly pageSize: number
  /** The next pages, enough for `bytes`. */
  allocate(bytes: number): NewPages
  /** Number of the next page: how many there are so far, the two metas included. */
  pages(): number
  /** Passes on what is still held back. */
  flush(): void
}

/** One write per MiB: few enough calls to be fast, small enough to keep memory flat. */
const runBytes = 1 << 20

export function createPageOutput(sink: PageSink, pageSize: number): PageOutput {
  let run = new Uint8Array(Math.max(runBytes, pageSize))
  let used = 0
  let next = 2
  let passedOn = 2 * pageSize

  const flush = (): void => {
    if (used === 0) return
    sink.write(passedOn, run.subarray(0, used))
    passedOn += used
    used = 0
  }

  return {
    pageSize,
    pages: () => next,
    flush,
    allocate(bytes) {
      const count = Math.max(1, Math.ceil(bytes / pageSize))
      const length = count * pageSize
      if (used + length > run.length) flush()
      if (length > run.length) run = new Uint8Array(length)
      const area = run.subarray(used, used + length).fill(0)
      const page = next
      used += length
      next += count
      return {page, overflow: count - 1, area}
    },
  }
}
