import type {Command, Config} from '@oclif/core'
import type {CommandLine, CommandWords, Values} from '../present/completion/command-line.ts'

/** What oclif's manifest says of every command; `words` gives the closed sets that it does not know,
 * by the name of the argument or flag. */
export function describeCommandLine(
  {bin, commands}: Pick<Config, 'bin' | 'commands'>,
  words: Readonly<Record<string, readonly string[]>>,
): CommandLine {
  return {
    bin,
    commands: commands
      .filter(c => !c.hidden)
      .map(c => describeCommand(c, words))
      .sort((a, b) => a.words.localeCompare(b.words, 'en')),
  }
}

function describeCommand(
  {id, summary, args, flags}: Command.Loadable,
  words: Readonly<Record<string, readonly string[]>>,
): CommandWords {
  const [first] = Object.values(args)
  return {
    words: id.replaceAll(':', ' '),
    summary: summary ?? '',
    argument: first ? valuesOf(first.name, first.options ?? words[first.name]) : {kind: 'any'},
    flags: Object.values(flags).map(flag => ({
      name: flag.name,
      description: flag.summary ?? flag.description ?? '',
      value: flag.type === 'option' ? valuesOf(String(flag.helpValue), flag.options ?? words[flag.name]) : null,
    })),
  }
}

/** The name of a place tells what stands in it, as in the usage line. */
function valuesOf(place: string, known: readonly string[] | undefined): Values {
  if (known) return {kind: 'words', words: known}
  return /(^|_|=)(file|dir|folder)$/i.test(place) ? {kind: 'files'} : {kind: 'any'}
}
