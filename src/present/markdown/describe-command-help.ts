import {exitCodes} from '../../exit-codes.ts'

/** A command as oclif's manifest has it, as far as pages show it. */
export interface ManifestCommand {
  /** Words joined by colons. */
  readonly id: string
  readonly summary?: string
  readonly description?: string
  readonly usage?: string | readonly string[]
  readonly examples?: readonly string[]
  readonly args: Readonly<Record<string, ManifestArgument>>
  readonly flags: Readonly<Record<string, ManifestFlag>>
}

interface ManifestArgument {
  readonly name: string
  readonly description?: string
  readonly required?: boolean
  readonly multiple?: boolean
}

interface ManifestFlag {
  readonly name: string
  readonly type: 'boolean' | 'option'
  readonly description?: string
  readonly helpValue?: string
  readonly helpGroup?: string
  readonly multiple?: boolean
  readonly options?: readonly string[]
  readonly default?: unknown
}

/** A command in words, for any kind of page. */
export interface CommandHelp {
  /** As typed, without the program's name. */
  readonly words: string
  readonly summary: string
  readonly description: string
  readonly usage: string
  readonly arguments: readonly Entry[]
  /** By heading, in the order of the manifest; the command's own flags first. */
  readonly flagGroups: readonly {readonly heading: string; readonly flags: readonly Entry[]}[]
  readonly examples: readonly string[]
}

export interface Entry {
  /** `--apply FILE`, `DATA_DIR...`. */
  readonly term: string
  readonly text: string
}

export const exitCodeWords: readonly {readonly code: number; readonly text: string}[] = [
  {code: exitCodes.ok, text: 'nothing at or above the fail level; done'},
  {code: exitCodes.findings, text: 'findings at or above the fail level'},
  {code: exitCodes.usage, text: 'wrong usage'},
  {code: exitCodes.undetermined, text: 'could not be determined, and nothing worse was found'},
  {code: exitCodes.refused, text: 'refused; nothing was changed'},
  {code: exitCodes.rolledBack, text: 'a repair failed and was taken back'},
  {code: exitCodes.handNeeded, text: 'a repair failed half-way: a hand is needed'},
  {code: exitCodes.defect, text: 'a defect of doctor'},
  {code: exitCodes.interrupted, text: 'interrupted'},
]

/** What the manifest says of a command, with the places of oclif's templates filled. */
export function describeCommandHelp(command: ManifestCommand, bin: string): CommandHelp {
  const words = command.id.replaceAll(':', ' ')
  const fill = (text: string) => text.replaceAll('<%= config.bin %>', bin).replaceAll('<%= command.id %>', words)
  const args = Object.values(command.args)
  const flags = Object.values(command.flags)
  const headings = [...new Set(flags.map(f => f.helpGroup ?? ''))].sort((a, b) => Number(a !== '') - Number(b !== ''))
  const [usage] = [command.usage ?? []].flat()
  return {
    words,
    summary: command.summary ?? '',
    description: command.description ?? '',
    usage: `${bin} ${usage === undefined ? [words, ...args.map(usageOf), '[flags]'].join(' ') : fill(usage)}`,
    arguments: args.map(a => ({term: usageOf(a), text: a.description ?? ''})),
    flagGroups: headings.map(heading => ({
      heading,
      flags: flags.filter(f => (f.helpGroup ?? '') === heading).map(describeFlag),
    })),
    examples: (command.examples ?? []).map(fill),
  }
}

function usageOf({name, required, multiple}: ManifestArgument): string {
  const word = `${name.toUpperCase()}${multiple ? '...' : ''}`
  return required ? word : `[${word}]`
}

function describeFlag({
  name,
  type,
  description = '',
  helpValue,
  multiple,
  options,
  default: preset,
}: ManifestFlag): Entry {
  const value = type === 'boolean' ? '' : ` ${options?.join('|') ?? helpValue ?? 'VALUE'}`
  const notes = [
    multiple ? 'May be given several times.' : '',
    typeof preset === 'string' || typeof preset === 'number' ? `Default: ${preset}.` : '',
  ].filter(note => note !== '')
  return {term: `--${name}${value}`, text: [`${description}.`, ...notes].join(' ')}
}
