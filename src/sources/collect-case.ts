import type {Case} from '../case/case.ts'
import {looksLikeCaseFile} from './case-file/looks-like-case-file.ts'
import {readDataDir} from './data-dir/read-data-dir.ts'

export interface CollectOptions {
  readonly dataDirs: readonly string[]
  readonly nodeNames: readonly string[]
  readonly inspect: readonly string[]
  readonly network: readonly string[]
  readonly compose: readonly string[]
  readonly log: readonly string[]
  readonly api: readonly string[]
  readonly dkronVersion: string | null
  readonly offline: boolean
  /** Context of the docker CLI. */
  readonly context: string | null
  /** Milliseconds for each single call to engine and API. */
  readonly timeout: number
  /** Run the full integrity check of raft.db. */
  readonly check: boolean
  /** Ask for the RPC ports of agents too: what jobs need, and elections do not. */
  readonly agents?: boolean
  /** Base addresses of APIs to ask; then containers of this host, which may be another cluster's, are left alone. */
  readonly urls?: readonly string[]
  readonly onProgress?: (doneBytes: number, totalBytes: number, what: string) => void
}

/**
 * Reads everything named on the command line into a case; a case file alone is the case it holds. Evidence files that cannot be read become `unread`
 * entries; a data-dir that cannot be read at all throws a `ToolError` that says what to do.
 */
export async function collectCase(options: CollectOptions): Promise<Case> {
  const [only, ...more] = options.dataDirs
  if (only !== undefined && more.length === 0 && looksLikeCaseFile(only)) {
    const {readCaseFile} = await import('./case-file/read-case-file.ts')
    return readCaseFile(only)
  }
  const read = options.dataDirs.map(path => readDataDir(path, {check: options.check, onProgress: options.onProgress}))
  // One that was named twice, or by a link as well, is no second server. With several names each stands for its own.
  const isNamed = options.nodeNames.length > 1
  const dataDirs = read.filter((d, i) => isNamed || read.findIndex(other => other.realPath === d.realPath) === i)
  const evidence = await readNamedEvidence(options)
  const given: Case = {
    schemaVersion: 1,
    dataDirs,
    volumes: [],
    events: [],
    ...evidence,
    probes: [],
    told: {nodeNames: options.nodeNames, dkronVersion: options.dkronVersion, offline: options.offline},
  }
  if (options.offline) return given
  const {urls = [], timeout} = options
  if (urls.length > 0) {
    const {askServers} = await import('./live/ask-servers.ts')
    return askServers(given, [], {timeout, engineHost: null, urls, agents: options.agents ? [] : null})
  }
  const {collectLive} = await import('./live/collect-live.ts')
  return collectLive(given, {...options, env: process.env, folder: process.cwd()})
}

/** The evidence readers are loaded only when a file is named: most runs have none, and start-up time counts. */
async function readNamedEvidence(options: CollectOptions) {
  const named = [options.inspect, options.network, options.compose, options.log, options.api].some(l => l.length > 0)
  if (!named) return {containers: [], networks: [], compose: [], logs: [], api: [], unread: []}
  const {readEvidence} = await import('./evidence/read-evidence.ts')
  return readEvidence(options)
}
