import type {Command, Interfaces} from '@oclif/core'
import {refuseCommand} from './command-not-found.ts'

interface Embedded {
  readonly manifest: {readonly commands: Readonly<Record<string, Command.Cached>>}
  readonly pjson: Interfaces.PJSON
}

type Loader = () => Promise<{readonly default: Command.Class}>

/**
 * oclif's only plugin, made from a manifest that the program carries: for a program in one file, where there is no
 * package to look into. Hooks are found by path, so the one for unknown commands is called here.
 */
export function plugAlone(
  argv: readonly string[],
  {manifest, pjson}: Embedded,
  loaders: Readonly<Record<string, Loader>>,
): Interfaces.Options {
  const commands = Object.values(manifest.commands).map(command => ({
    ...command,
    load: async () => (await loaders[command.id]?.())?.default as Command.Class,
  }))
  const ids = commands.map(c => c.id)
  refuseUnknown(argv, ids)
  const plugin = {
    name: pjson.name,
    version: pjson.version,
    pjson,
    root: import.meta.dirname,
    type: 'core',
    alias: pjson.name,
    moduleType: 'module',
    isRoot: true,
    valid: true,
    hasManifest: true,
    hooks: {},
    children: [],
    topics: topicsOf(commands),
    commands,
    commandIDs: ids,
    commandsDir: undefined,
    load: async () => {},
    findCommand: async (id: string) => commands.find(c => c.id === id)?.load(),
  }
  return {root: plugin.root, pjson, plugins: new Map([[plugin.name, plugin as unknown as Interfaces.Plugin]])}
}

function refuseUnknown([typed]: readonly string[], ids: readonly string[]): void {
  if (typed === undefined || typed.startsWith('-')) return
  if (!ids.some(id => id === typed || id.startsWith(`${typed}:`))) refuseCommand(typed, ids)
}

function topicsOf(commands: readonly Command.Cached[]): Interfaces.Topic[] {
  const names = [...new Set(commands.flatMap(c => (c.id.includes(':') ? [c.id.split(':')[0] ?? ''] : [])))]
  return names.map(name => ({name}))
}
