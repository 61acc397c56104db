import {type CommandLine, type CommandWords, subcommandsOf, topicsOf, type Values} from './command-line.ts'

/**
 * A completion script for bash. It knows every command and flag by itself: completing never starts the program.
 */
export function renderBashCompletion(line: CommandLine): string {
  const {bin, commands} = line
  const paths = [...topicsOf(line), ...commands.map(c => c.words)]
  return `# bash completion for ${bin}
_${bin}() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} path= word words= files= i
  # With = among the word breaks, --flag=value comes as three words.
  [[ $cur == = ]] && cur=
  [[ $prev == = ]] && prev=\${COMP_WORDS[COMP_CWORD - 2]}
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${path:+$path }\${COMP_WORDS[i]}"
    case "$word" in
      ${paths.map(quote).join('|')}) path=$word ;;
    esac
  done
  case "$path $prev" in
${commands.flatMap(valueCases).join('\n')}
  esac
  case "$path" in
    '') words=${quote(
      subcommandsOf(line, '')
        .map(c => c.words)
        .join(' '),
    )} ;;
${topicsOf(line)
  .map(
    t =>
      `    ${quote(t)}) words=${quote(
        subcommandsOf(line, t)
          .map(c => c.words)
          .join(' '),
      )} ;;`,
  )
  .join('\n')}
${commands.map(commandCase).join('\n')}
  esac
  if [[ -n $files && $cur != -* ]]; then
    compopt -o filenames 2>/dev/null
    COMPREPLY=($(compgen -f -- "$cur"))
  else
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
  fi
}
complete -F _${bin} ${bin}
`
}

function valueCases({words, flags}: CommandWords): readonly string[] {
  return flags.flatMap(({name, value}) =>
    value === null ? [] : [`    ${quote(`${words} --${name}`)}) ${replyOf(value)}; return ;;`],
  )
}

function replyOf(value: Values): string {
  switch (value.kind) {
    case 'files':
      return 'compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$cur"))'
    case 'words':
      return `COMPREPLY=($(compgen -W ${quote(value.words.join(' '))} -- "$cur"))`
    case 'any':
      return 'COMPREPLY=()'
  }
}

function commandCase({words, argument, flags}: CommandWords): string {
  const typed = [...flags.map(f => `--${f.name}`), ...(argument.kind === 'words' ? argument.words : [])]
  return `    ${quote(words)}) words=${quote(typed.join(' '))}${argument.kind === 'files' ? ' files=1' : ''} ;;`
}

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
