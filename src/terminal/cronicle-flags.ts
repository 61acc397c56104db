import {Args, Flags} from '@oclif/core'
import {ToolError} from '../errors.ts'
import type {CronicleOptions} from '../sources/cronicle/collect-cronicle.ts'
import type {LiveOptions} from '../sources/probes/cronicle/ask-cronicle.ts'

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

/** Whom to ask, and from where. */
export const cronicleLiveFlags = {
  url: each('where the API of the primary is, when its files do not tell', 'URL', 'LIVE'),
  'api-key': Flags.string({
    description: "API key of an administrator, better in the environment: for the primary's list of servers",
    env: 'CRONICLE_API_KEY',
    noCacheDefault: true,
    helpValue: 'KEY',
    helpGroup: 'LIVE',
  }),
  vantage: Flags.option({
    description: 'from whose network to ask; left out, from that of the primary when it runs here',
    options: ['primary', 'here'] as const,
    helpGroup: 'LIVE',
  })(),
}

/** As for a diagnosis, which may be of Dkron too. */
export const anyUrlFlag = each(
  'where the API of the primary is, when its files do not tell; or that of a Dkron server',
  'URL',
  'LIVE',
)

/** Both for a repair, which needs names to give as well. */
export const cronicleRepairFlags = {
  ...cronicleFolderFlags,
  ...cronicleLiveFlags,
  name: each(
    'name of a worker at the balancer; one for each to be mended, in the order of --worker',
    'NAME',
    'EVIDENCE',
  ),
}

/** Saved evidence whose flags every diagnosis knows. */
export const savedEvidenceFlags = {
  api: each('saved answer of the API, such as api-get_servers.json; or a folder of them', 'FILE', 'EVIDENCE'),
  log: each('log or terminal output of a server', 'FILE', 'EVIDENCE'),
  inspect: each('output of docker inspect', 'FILE', 'EVIDENCE'),
  compose: each('compose file of the servers', 'FILE', 'EVIDENCE'),
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
  readonly compose?: string[]
  readonly offline: boolean
  readonly context?: string
  readonly timeout: number
  readonly url?: string[]
  readonly vantage?: LiveOptions['vantage']
}

/** How to ask; null when nothing is to be asked. */
export function cronicleLiveOf(
  caseFile: string | undefined,
  flags: Parsed & {readonly 'api-key'?: string},
): LiveOptions | null {
  if (flags.offline || caseFile !== undefined) return null
  return {
    urls: (flags.url ?? []).map(baseOf),
    apiKey: flags['api-key'] || null,
    vantage: flags.vantage ?? null,
    timeout: flags.timeout * 1000,
  }
}

/** What a plan may have the primary do; the key itself is in no plan. */
export function callsOf(flags: {readonly url?: string[]; readonly 'api-key'?: string; readonly offline: boolean}) {
  return {urls: (flags.url ?? []).map(baseOf), hasKey: Boolean(flags['api-key']) && !flags.offline}
}

/** As typed or copied from a browser: only scheme, host and port are kept. */
export function baseOf(text: string): string {
  const full = text.includes('://') ? text : `http://${text}`
  if (/^https?:/i.test(full) && URL.canParse(full)) return new URL(full).origin
  throw new ToolError('BAD_USAGE', `"${text}" is no address of an API`, {
    next: ['--url http://primary.example.net:3012'],
  })
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
    compose: flags.compose ?? [],
    offline: flags.offline,
    context: flags.context ?? null,
    timeout: flags.timeout * 1000,
    here: process.cwd(),
  }
}

/** The words of a command line that name the same servers and the same evidence; a key is never among them. */
export function cronicleWords(flags: Omit<Parsed, 'timeout'>): readonly string[] {
  const each = (name: string, values: readonly string[] = []) => values.map(value => `--${name}=${value}`)
  return [
    ...each('primary', flags.primary),
    ...each('worker', flags.worker),
    ...each('name', flags.name),
    ...each('balancer', flags.balancer),
    ...each('inspect', flags.inspect),
    ...each('compose', flags.compose),
    ...each('log', flags.log),
    ...each('api', flags.api),
    ...each('url', flags.url),
    ...each('vantage', flags.vantage ? [flags.vantage] : []),
    ...each('context', flags.context === undefined ? [] : [flags.context]),
    ...(flags.offline ? ['--offline'] : []),
  ]
}
