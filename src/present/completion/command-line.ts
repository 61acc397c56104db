/** The command line as data, as far as a shell has to know it to complete it. */
export interface CommandLine {
  readonly bin: string
  readonly commands: readonly CommandWords[]
}

export interface CommandWords {
  /** As typed, e.g. `backups list`. */
  readonly words: string
  readonly summary: string
  /** What the arguments may be. */
  readonly argument: Values
  readonly flags: readonly FlagWords[]
}

export interface FlagWords {
  readonly name: string
  readonly description: string
  /** Null for a flag without value. */
  readonly value: Values | null
}

/** What stands in a place: a file or folder of this host, one of a few words, or anything. */
export type Values =
  | {readonly kind: 'files'}
  | {readonly kind: 'words'; readonly words: readonly string[]}
  | {readonly kind: 'any'}

/** The words that may follow `before` (empty for none): first words of commands, or second words of a topic. */
export function subcommandsOf({commands}: CommandLine, before: string): readonly CommandWords[] {
  const start = before === '' ? '' : `${before} `
  const found = new Map<string, CommandWords>()
  for (const command of commands.filter(c => c.words.startsWith(start))) {
    const [word = ''] = command.words.slice(start.length).split(' ')
    const whole = command.words === start + word
    if (whole || !found.has(word)) found.set(word, {...command, words: word})
  }
  return [...found.values()]
}

/** First words that only lead to other commands. */
export function topicsOf({commands}: CommandLine): readonly string[] {
  const firsts = commands.filter(c => c.words.includes(' ')).map(c => c.words.split(' ')[0] ?? '')
  return [...new Set(firsts)]
}
