/** Dkron's config file as one server reads it: only the settings that a diagnosis uses, nothing else leaves it. */
export interface ConfigFile {
  /** Where it was read: a path of this host, or of the container when the engine gave it. */
  readonly file: string
  /** Where Dkron finds it. */
  readonly inside: string
  readonly settings: readonly ConfigSetting[]
  /** Why Dkron passes the whole file over; null when it is read. */
  readonly problem: string | null
}

export interface ConfigSetting {
  /** As the flag is called, in small letters: `node-name`. */
  readonly name: string
  readonly value: string | readonly string[]
  /** From 1. */
  readonly line: number
}
