/** One line that Dkron or its libraries write, and what it means. */
export interface LogEntry {
  /** Stable, kebab-case. */
  readonly name: string
  /** Tested on the line without prefixes; groups hold what a check can use (IDs, addresses, terms). */
  readonly pattern: RegExp
  /** In small letters; at least one of them stands in every line the pattern matches. */
  readonly keys: readonly string[]
  readonly meaning: string
  /** `debug`: Dkron throws the line away at its default level, so its absence means nothing there. */
  readonly visibleAt: 'info' | 'debug'
  /** Ids of the checks it speaks for or against. */
  readonly checks: readonly string[]
}
