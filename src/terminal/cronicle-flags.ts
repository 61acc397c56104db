import {Args, Flags} from '@oclif/core'
import type {CronicleOptions} from '../sources/cronicle/collect-cronicle.ts'

const each = (description: string, helpValue: string, helpGroup: string) =>
  Flags.string({description, multiple: true, multipleNonGreedy: true, helpValue, helpGroup})

export const caseFileArg = {
  case_file: Args.string({description: 'case file made by doctor collect'}),
}

/** Where the servers of a Cronicle cluster are looked for. */
export const cronicleFolderFlags = {
  primary: each('Cronicle folder of the primary, or a copy of it', 'DIR', 'EVIDENCE'),
  worker: each('Cronicle folder of a worker, or a copy of it', 'DIR', 'EVIDENCE'),
  name: each('name that was, or will be, typed into Add Server', 'NAME', 'EVIDENCE'),
  balancer: each('configuration of nginx or haproxy in front of the workers', 'FILE', 'EVIDENCE'),
}

/** Saved evidence whose flags every diagnosis knows. */
export const savedEvidenceFlags = {
  api: each('saved answer of the API, such as api-get_servers.json; or a folder of them', 'FILE', 'EVIDENCE'),
  log: each('log or terminal output of a server', 'FILE', 'EVIDENCE'),
  inspect: each('output of docker inspect', 'FILE', 'EVIDENCE'),
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
  readonly primary?: string[]
  readonly worker?: string[]
  readonly name?: string[]
  readonly balancer?: string[]
  readonly api?: string[]
  readonly log?: string[]
  readonly inspect?: string[]
  readonly offline: boolean
  readonly context?: string
  readonly timeout: number
}

/** The parsed flags as the collector takes them. */
export function cronicleOptionsOf(caseFile: string | undefined, flags: Parsed): CronicleOptions {
  return {
    caseFile: caseFile ?? null,
    primary: flags.primary ?? [],
    worker: flags.worker ?? [],
    names: flags.name ?? [],
    balancer: flags.balancer ?? [],
    api: flags.api ?? [],
    log: flags.log ?? [],
    inspect: flags.inspect ?? [],
    offline: flags.offline,
    context: flags.context ?? null,
    timeout: flags.timeout * 1000,
    here: process.cwd(),
  }
}
