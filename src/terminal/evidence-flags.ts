import {Args, Flags} from '@oclif/core'
import {ToolError} from '../errors.ts'
import {parseVersion} from '../formats/dkron/version.ts'
import type {CollectOptions} from '../sources/collect-case.ts'

/** Repeatable, one value each, so that data-dirs may follow. */
const files = (description: string) =>
  Flags.string({description, multiple: true, multipleNonGreedy: true, helpValue: 'FILE', helpGroup: 'EVIDENCE'})

export const dataDirArgs = {
  data_dir: Args.string({description: 'data-dir of each server, the folder that holds raft/', multiple: true}),
}

/** The same for commands that look once: a case never changes. */
export const dataDirOrCaseArgs = {
  data_dir: Args.string({
    description: 'data-dir of each server, the folder that holds raft/; or one case file made by doctor collect',
    multiple: true,
  }),
}

/** What every command that diagnoses takes to know the present servers. */
export const evidenceFlags = {
  inspect: files('output of docker inspect'),
  network: files('output of docker network inspect'),
  compose: files('compose file of the servers'),
  log: files('log of a server'),
  api: files('saved answers of the HTTP API'),
  'dkron-version': Flags.string({
    description: 'release of Dkron, e.g. 3.2.7',
    helpValue: 'VERSION',
    helpGroup: 'EVIDENCE',
  }),
  offline: Flags.boolean({description: 'only read files: ask neither Docker nor a server', helpGroup: 'LIVE'}),
  context: Flags.string({description: 'context of the docker CLI to ask', helpValue: 'NAME', helpGroup: 'LIVE'}),
  timeout: Flags.integer({
    description: 'for each single question',
    helpValue: 'SECONDS',
    default: 3,
    min: 1,
    max: 600,
    helpGroup: 'LIVE',
  }),
}

interface Parsed {
  readonly inspect?: string[]
  readonly network?: string[]
  readonly compose?: string[]
  readonly log?: string[]
  readonly api?: string[]
  readonly 'dkron-version'?: string
  readonly offline: boolean
  readonly context?: string
  readonly timeout: number
}

/** The parsed flags as the collector takes them. */
export function collectOptionsOf(
  dataDirs: readonly string[] | undefined,
  flags: Parsed,
): Omit<CollectOptions, 'nodeNames' | 'check'> {
  return {
    dataDirs: dataDirs ?? [],
    inspect: flags.inspect ?? [],
    network: flags.network ?? [],
    compose: flags.compose ?? [],
    log: flags.log ?? [],
    api: flags.api ?? [],
    dkronVersion: versionText(flags['dkron-version']),
    offline: flags.offline,
    context: flags.context ?? null,
    timeout: flags.timeout * 1000,
  }
}

/** The words of a command line that name the same data-dirs and the same evidence. */
export function evidenceWords(dataDirs: readonly string[] | undefined, flags: Parsed): readonly string[] {
  const each = (name: string, values: readonly string[] = []) => values.map(value => `--${name}=${value}`)
  return [
    ...(dataDirs ?? []),
    ...each('inspect', flags.inspect),
    ...each('network', flags.network),
    ...each('compose', flags.compose),
    ...each('log', flags.log),
    ...each('api', flags.api),
    ...each('dkron-version', flags['dkron-version'] === undefined ? [] : [flags['dkron-version']]),
    ...each('context', flags.context === undefined ? [] : [flags.context]),
    ...(flags.offline ? ['--offline'] : []),
  ]
}

/** As typed, once it is known to name a release. */
function versionText(typed: string | undefined): string | null {
  if (typed === undefined || parseVersion(typed) !== null) return typed ?? null
  throw new ToolError('BAD_USAGE', `"${typed}" names no release of Dkron`, {next: ['--dkron-version 3.2.7']})
}
