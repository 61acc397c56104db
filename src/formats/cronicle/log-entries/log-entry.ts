/** One line that Cronicle writes, and what it means. */
export interface CronicleLogEntry {
  /** Stable, kebab-case. */
  readonly name: string
  /** Tested on the message alone; named groups hold what a check can use. */
  readonly pattern: RegExp
  readonly meaning: string
  /** Least debug_level at which it is written; `error` stands in Error.log at any level. */
  readonly visibleAt: number | 'error' | 'console'
  /** Fields of the data column worth keeping; every other one is let go, some hold tokens. */
  readonly data?: readonly string[]
}
