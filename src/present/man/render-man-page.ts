import {type CommandHelp, exitCodeWords} from '../markdown/describe-command-help.ts'
import {titleOf} from '../markdown/render-command-page.ts'

/** One manual page for the whole program (roff with the man macros, man(7)). */
export function renderManPage(commands: readonly CommandHelp[], bin: string, summary: string, version: string): string {
  const lines = [
    `.TH ${bin.toUpperCase()} 1 "" "${bin} ${version}" "User Commands"`,
    '.SH NAME',
    `${bin} \\- ${text(summary)}`,
    '.SH SYNOPSIS',
    `.B ${bin}`,
    'COMMAND [ARGUMENTS] [FLAGS]',
    '.SH COMMANDS',
    ...commands.flatMap(c => ['.TP', `.B ${text(c.words)}`, text(c.summary)]),
    ...commands.flatMap(commandSection),
    '.SH EXIT STATUS',
    ...exitCodeWords.flatMap(({code, text: words}) => ['.TP', `.B ${code}`, text(words)]),
  ]
  return `${lines.join('\n')}\n`
}

function commandSection({words, description, usage, arguments: args, flagGroups, examples}: CommandHelp): string[] {
  return [
    `.SH ${text(words.toUpperCase())}`,
    '.nf',
    text(usage),
    '.fi',
    ...(description === '' ? [] : ['.PP', text(description)]),
    ...args.flatMap(a => ['.TP', `.I ${text(a.term)}`, text(a.text)]),
    ...flagGroups.flatMap(({heading, flags}) => [
      `.SS ${titleOf(heading)}`,
      ...flags.flatMap(f => ['.TP', `.B ${text(f.term)}`, text(f.text)]),
    ]),
    ...(examples.length === 0 ? [] : ['.SS Examples', '.nf', ...examples.map(text), '.fi']),
  ]
}

/** A line must not begin with a control character, and hyphens of flags are no typographic ones. */
function text(words: string): string {
  return words
    .replace(/\\/g, '\\e')
    .replace(/-/g, '\\-')
    .replace(/^([.'])/, '\\&$1')
    .replace(/\n/g, ' ')
}
