import {basename} from 'node:path'
import type {Case} from '../../case/case.ts'
import type {CronicleServer} from '../../case/cronicle.ts'
import {looksLikeCaseFile} from '../case-file/looks-like-case-file.ts'
import {composeOfServers} from './compose-of-servers.ts'
import {findFolder, holdsServer, locateIn} from './find-folder.ts'
import {joinContainers} from './join-containers.ts'
import {localFiles} from './local-files.ts'
import {type CronicleEvidencePaths, readCronicleEvidence} from './read-cronicle-evidence.ts'
import {readServer} from './read-server.ts'
import {surroundingsOf} from './running-here.ts'

export interface CronicleOptions extends CronicleEvidencePaths {
  /** A case file; null for none. */
  readonly caseFile: string | null
  readonly primary: readonly string[]
  readonly worker: readonly string[]
  readonly compose: readonly string[]
  /** Names typed into Add Server. */
  readonly names: readonly string[]
  readonly offline: boolean
  readonly context: string | null
  /** Milliseconds. */
  readonly timeout: number
  /** Folder the command was started in. */
  readonly here: string
}

/**
 * Reads everything that was named into a case; a case file is the case it holds. Without a folder those of this host:
 * the present folder, /opt/cronicle, and Cronicle's containers.
 * @throws ToolError FOLDER_NOT_FOUND for a named folder that is none
 */
export async function collectCronicle(options: CronicleOptions): Promise<Case> {
  if (options.caseFile !== null && looksLikeCaseFile(options.caseFile)) {
    const {readCaseFile} = await import('../case-file/read-case-file.ts')
    return readCaseFile(options.caseFile)
  }
  const evidence = await readCronicleEvidence(options)
  const named = options.primary.length + options.worker.length > 0
  const folders = named ? namedFolders(options) : foldersHere(options.here)
  const servers: CronicleServer[] = []
  const unread: Case['unread'][number][] = [...evidence.unread]
  for (const folder of folders) {
    const got = await readFolder(folder, named)
    servers.push(withOwnLabel(got.server, servers))
    unread.push(...got.unread)
  }
  const where = named ? servers.flatMap(s => s.folder ?? []) : null
  const live = options.offline ? null : await findContainers(options, where)
  const all = joinContainers(servers, live?.servers ?? [], live?.containers ?? []).filter(
    s => !named || s.folder !== null,
  )
  const shown = (live?.containers ?? []).filter(c => !named || all.some(s => s.containerId === c.id))
  const containers = [...evidence.containers, ...shown]
  const {compose, unread: more} = composeOfServers(options.compose, containers, all, options.here)
  return {
    schemaVersion: 1,
    dataDirs: [],
    containers,
    networks: [],
    volumes: [],
    events: [],
    compose,
    api: [],
    logs: [],
    probes: [],
    told: {nodeNames: [], dkronVersion: null, offline: options.offline},
    cronicle: {
      servers: all,
      answers: evidence.answers,
      balancers: evidence.balancers,
      probes: [],
      logs: evidence.logs,
      typedNames: options.names,
    },
    unread: [...unread, ...(live?.unread ?? []), ...more],
  }
}

interface GivenFolder {
  readonly path: string
  readonly role: CronicleServer['role']
}

function namedFolders({primary, worker}: CronicleOptions): readonly GivenFolder[] {
  return [
    ...primary.map(path => ({path, role: 'primary' as const})),
    ...worker.map(path => ({path, role: 'worker' as const})),
  ]
}

function foldersHere(here: string): readonly GivenFolder[] {
  return [...new Set([here, '/opt/cronicle'])].filter(holdsServer).map(path => ({path, role: 'unknown' as const}))
}

async function readFolder({path, role}: GivenFolder, named: boolean) {
  const folder = findFolder(path)
  return readServer(localFiles(folder.root, path), {
    label: path === '.' ? basename(folder.root) : path.replace(/(?<=.)\/+$/, ''),
    role,
    folder: folder.root,
    containerId: null,
    ...surroundingsOf(folder.root, !named && folder.installed),
    root: folder.root,
    configFiles: folder.configFiles,
    locate: locateIn(folder),
  })
}

/** Findings name servers by their label, so no two may share one. */
function withOwnLabel(server: CronicleServer, before: readonly CronicleServer[]): CronicleServer {
  const same = before.filter(s => s.label === server.label || s.label.startsWith(`${server.label} (`))
  return same.length === 0 ? server : {...server, label: `${server.label} (${same.length + 1})`}
}

/**
 * Where folders are named, only the containers that mount them, and an engine that does not answer is no gap. The client
 * of the engine is loaded only where it is needed: start-up time counts.
 */
async function findContainers({context, timeout}: CronicleOptions, folders: readonly string[] | null) {
  const {collectContainers} = await import('./collect-containers.ts')
  const found = await collectContainers({context, timeout, folders})
  return folders === null ? found : {...found, unread: found.unread.filter(u => !/^container engine/.test(u.where))}
}
