import {type CommandHelp, type Entry, exitCodeWords} from './describe-command-help.ts'

/** The documentation page of one command. */
export function renderCommandPage(help: CommandHelp, bin: string): string {
  const entries = (list: readonly Entry[]) => list.map(({term, text}) => `- \`${term}\`: ${text}`).join('\n')
  const parts = [
    `# ${bin} ${help.words}`,
    help.summary,
    `\`\`\`text\n${help.usage}\n\`\`\``,
    help.description,
    ...(help.examples.length > 0 ? ['## Examples', `\`\`\`sh\n${help.examples.join('\n')}\n\`\`\``] : []),
    ...(help.arguments.length > 0 ? ['## Arguments', entries(help.arguments)] : []),
    ...help.flagGroups.flatMap(({heading, flags}) => [`## ${titleOf(heading)}`, entries(flags)]),
  ]
  return `${parts.filter(p => p !== '').join('\n\n')}\n`
}

/** The list of all commands, with what their exit codes mean. */
export function renderCommandIndex(all: readonly CommandHelp[], bin: string): string {
  const rows = all.map(c => `| [${bin} ${c.words}](${pageName(c.words)}) | ${c.summary.replaceAll('|', '\\|')} |`)
  const codes = exitCodeWords.map(({code, text}) => `| ${code} | ${text} |`)
  const parts = [
    '# Commands',
    `| command | what it does |\n|---|---|\n${rows.join('\n')}`,
    '## Exit codes',
    'The same in every command and every output format.',
    `| code | meaning |\n|---|---|\n${codes.join('\n')}`,
  ]
  return `${parts.join('\n\n')}\n`
}

export const pageName = (words: string): string => `${words.replaceAll(' ', '-')}.md`
export const titleOf = (heading: string): string =>
  heading === '' ? 'Flags' : `${heading.charAt(0)}${heading.slice(1).toLowerCase()} flags`
