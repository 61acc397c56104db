import {splitCommands} from '../shell-words.ts'

/** Where a command line starts Dkron, and with what. */
export interface AgentArguments {
  /** Arguments of Dkron without the subcommand itself. */
  readonly args: readonly string[]
  /** Environment as given, with what the script in front of Dkron sets. */
  readonly env: ReadonlyMap<string, string>
  /** The arguments went through a shell, so `$(hostname)` in them is the container's host name. */
  readonly throughShell: boolean
  /** Null when the command line shows no start of Dkron; a wrapper may still start it from its environment. */
  readonly subcommand: 'agent' | 'server' | null
}

/**
 * Finds the start of Dkron in a command line as executed: `/dkron agent …`, `agent …` for an image whose entrypoint
 * is not shown, `tini -- /entrypoint.sh agent …`, `sh -c "sleep 5 && exec dkron agent …"`.
 */
export function findAgentArguments(commandLine: readonly string[], env: readonly string[]): AgentArguments {
  const variables = new Map(env.map(splitAssignment))
  const script = scriptOf(commandLine)
  if (script === null) return agentIn(commandLine, variables, false)
  const scope = {variable: (name: string) => variables.get(name) ?? null, positional: script.positional}
  for (const command of splitCommands(script.text, scope)) {
    const {words, assigned} = takeAssignments(command)
    const found = agentIn(words, new Map([...variables, ...assigned]), true)
    if (found.subcommand !== null) return found
    if (words.length === 0 || words[0] === 'export') for (const [name, value] of assigned) variables.set(name, value)
  }
  return {args: [], env: variables, throughShell: true, subcommand: null}
}

const shells = new Set(['sh', 'bash', 'ash', 'dash', 'zsh', 'ksh'])

/** The script of `sh -c SCRIPT [NAME [ARGUMENT…]]`, whatever stands before the shell. */
function scriptOf(commandLine: readonly string[]): {text: string; positional: readonly string[]} | null {
  for (let i = 0; i < commandLine.length; i++) {
    if (!shells.has(baseName(commandLine[i] ?? ''))) continue
    let option = i + 1
    while (/^-[a-z]*$/i.test(commandLine[option] ?? '') && !commandLine[option]?.includes('c')) option++
    const text = commandLine[option + 1]
    if (/^-[a-z]*c[a-z]*$/i.test(commandLine[option] ?? '') && text !== undefined) {
      return {text, positional: commandLine.slice(option + 3)}
    }
  }
  return null
}

/** `NAME=value` in front of a command, after `env`, or the arguments of `export`. */
function takeAssignments(command: readonly string[]): {words: readonly string[]; assigned: [string, string][]} {
  const assigned: [string, string][] = []
  let at = 0
  while (at < command.length) {
    const word = command[at] ?? ''
    if (/^[A-Za-z_]\w*=/.test(word)) assigned.push(splitAssignment(word))
    else if (word !== 'env' && word !== 'export' && word !== 'exec') break
    at++
  }
  return {words: command[0] === 'export' ? ['export'] : command.slice(at), assigned}
}

function splitAssignment(text: string): [string, string] {
  const equals = text.indexOf('=')
  return equals === -1 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)]
}

function agentIn(words: readonly string[], env: ReadonlyMap<string, string>, throughShell: boolean): AgentArguments {
  const program = words.findIndex(word => /^(?:[^-].*\/)?dkron(?:[-_.][\w.-]*)?$/.test(word))
  const at = words.findIndex((word, i) => word === 'agent' || (word === 'server' && program !== -1 && i > program))
  const subcommand = words[at]
  if (subcommand !== 'agent' && subcommand !== 'server') return {args: [], env, throughShell, subcommand: null}
  // Cobra takes flags before the subcommand too, when the program's name shows where they begin.
  const before = program !== -1 && program < at ? words.slice(program + 1, at) : []
  return {args: [...before, ...words.slice(at + 1)], env, throughShell, subcommand}
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
