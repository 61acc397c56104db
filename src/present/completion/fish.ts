import {type CommandLine, type CommandWords, subcommandsOf, topicsOf, type Values} from './command-line.ts'

/** A completion script for fish, with descriptions. */
export function renderFishCompletion(line: CommandLine): string {
  const {bin, commands} = line
  const topics = topicsOf(line)
  const lines = [
    `# fish completion for ${bin}`,
    `function __${bin}_at`,
    '  # True when the words so far that are no flags begin with the given ones; with --only, when they are just these.',
    '  argparse only -- $argv',
    "  set -l typed (string match -v -- '-*' (commandline -opc)[2..-1])",
    '  set -l given (count $argv)',
    '  if set -q _flag_only',
    '    test (count $typed) -eq $given; or return 1',
    '  end',
    '  test $given -eq 0; or test "$typed[1..$given]" = "$argv"',
    'end',
    `complete -c ${bin} -f`,
    ...['', ...topics].flatMap(topic => subcommandsOf(line, topic).map(c => subcommand(bin, topic, c))),
    ...commands.flatMap(c => commandLines(bin, c)),
  ]
  return `${lines.join('\n')}\n`
}

function subcommand(bin: string, topic: string, {words, summary}: CommandWords): string {
  const at = `__${bin}_at --only${topic === '' ? '' : ` -- ${topic}`}`
  return `complete -c ${bin} -n ${quote(at)} -a ${quote(words)} -d ${quote(summary)}`
}

function commandLines(bin: string, {words, argument, flags}: CommandWords): readonly string[] {
  const start = `complete -c ${bin} -n ${quote(`__${bin}_at -- ${words}`)}`
  return [
    ...(argument.kind === 'any' ? [] : [`${start} ${valuesOf(argument)}`]),
    ...flags.map(f => {
      const value = f.value === null ? '' : ` ${f.value.kind === 'files' ? '-r' : '-x'} ${valuesOf(f.value)}`.trimEnd()
      return `${start} -l ${f.name}${value} -d ${quote(f.description)}`
    }),
  ]
}

function valuesOf(value: Values): string {
  switch (value.kind) {
    case 'files':
      return '-F'
    case 'words':
      return `-a ${quote(value.words.join(' '))}`
    case 'any':
      return ''
  }
}

const quote = (text: string): string => `'${text.replace(/['\\]/g, c => `\\${c}`)}'`
