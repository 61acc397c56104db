import {type CommandLine, type CommandWords, subcommandsOf, topicsOf, type Values} from './command-line.ts'

/** A completion script for zsh, with descriptions; a file `_doctor` in a folder of `$fpath`, or sourced. */
export function renderZshCompletion(line: CommandLine): string {
  const {bin, commands} = line
  const paths = [...topicsOf(line), ...commands.map(c => c.words)]
  return `#compdef ${bin}
# zsh completion for ${bin}
_${bin}() {
  local path_ word i
  local -i depth=1
  for ((i = 2; i < CURRENT; i++)); do
    word="\${path_:+$path_ }\${words[i]}"
    case "$word" in
      ${paths.map(p => p.replaceAll(' ', '\\ ')).join('|')}) path_=$word; depth=i ;;
      *) break ;;
    esac
  done
  words=(${bin} "\${(@)words[depth + 1,-1]}")
  ((CURRENT -= depth - 1))
  case "$path_" in
    '') ${describe(subcommandsOf(line, ''))} ;;
${topicsOf(line)
  .map(t => `    ${t}) ${describe(subcommandsOf(line, t))} ;;`)
  .join('\n')}
${commands.map(c => `    ${c.words.replaceAll(' ', '\\ ')}) ${argumentsOf(c)} ;;`).join('\n')}
  esac
}
if [[ $funcstack[1] == _${bin} ]]; then
  _${bin} "$@"
else
  compdef _${bin} ${bin}
fi
`
}

function describe(commands: readonly CommandWords[]): string {
  const rows = commands.map(c => quote(`${c.words.replaceAll(':', '\\:')}:${c.summary}`))
  return `local -a subcommands=(${rows.join(' ')}); _describe -t commands command subcommands`
}

function argumentsOf({argument, flags}: CommandWords): string {
  const specs = flags.map(f => {
    const explained = `--${f.name}${f.value ? '=' : ''}[${escapeText(f.description)}]`
    return quote(`*${explained}${f.value ? `:${f.name}:${actionOf(f.value)}` : ''}`)
  })
  return ['_arguments', ...specs, quote(`*::argument:${actionOf(argument)}`)].join(' ')
}

function actionOf(value: Values): string {
  switch (value.kind) {
    case 'files':
      return '_files'
    case 'words':
      return `(${value.words.join(' ')})`
    case 'any':
      return ' '
  }
}

const escapeText = (text: string): string => text.replace(/[[\]:\\]/g, c => `\\${c}`)
const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
