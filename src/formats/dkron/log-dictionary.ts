/** One line of a log recognised by the dictionary. */
export interface LogHit {
  /** Stable name of the entry, kebab-case, e.g. `not-part-of-stable-configuration`. */
  readonly entry: string
  /** Line number in the log. */
  readonly line: number
  readonly text: string
  /** Captured groups of the pattern, in order. */
  readonly groups: readonly string[]
}
