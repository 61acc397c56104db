import {existsSync, realpathSync} from 'node:fs'
import {basename, dirname, relative, resolve} from 'node:path'
import type {Case, ComposeFile, ComposeService, DataDir} from '../../case/case.ts'
import type {CronicleServer} from '../../case/cronicle.ts'
import {ToolError} from '../../errors.ts'
import {readDataDir} from '../data-dir/read-data-dir.ts'
import {readCompose} from '../evidence/read-compose.ts'
import type {Unread} from '../evidence/read-evidence.ts'
import {fileReason} from '../evidence/read-text.ts'
import {findPlans} from './find-plans.ts'
import {configFilesOf, readCronicleFolder, readCronicleService} from './read-cronicle-plans.ts'

/** What of a compose file leads to files of this host; the conclusions themselves are drawn later. */
export interface PlanReader {
  /** Folders of this host that services keep their data in, and `volume NAME` for volumes. */
  readonly dataFolders: (file: ComposeFile) => readonly string[]
  readonly cronicleServices: (
    file: ComposeFile,
  ) => readonly {readonly service: ComposeService; readonly label: string}[]
}

/**
 * Everything about the next containers that lies under these paths, as a case: compose files, the data-dirs that they
 * mount, further data-dirs and Cronicle folders. Neither Docker nor a server is asked; nothing is written.
 */
export async function collectPreflight(
  paths: readonly string[],
  dkronVersion: string | null,
  reader: PlanReader,
): Promise<Case> {
  const found = findPlans(paths.map(shownPath))
  const unread: Unread[] = [...found.unread]
  const compose = byFolder(found.compose).flatMap(files => {
    const got = readCompose(files, [])
    unread.push(...got.unread)
    return got.compose
  })
  const planned = compose.flatMap(file => reader.dataFolders(file).flatMap(source => foldersOf(source, file)))
  const dataDirs = readDataDirs([...planned, ...found.dataDirs], unread)
  const servers: CronicleServer[] = []
  const seen = new Set<string>()
  for (const file of compose) {
    for (const {service, label} of reader.cronicleServices(file)) {
      servers.push(await readCronicleService(service, file, label))
      for (const path of configFilesOf(service, file)) seen.add(path)
    }
  }
  for (const path of found.cronicle) if (!seen.has(resolve(path))) servers.push(await readCronicleFolder(path))
  for (const {config} of servers) {
    if (config.state === 'unreadable') unread.push({where: config.where, reason: config.reason})
  }
  return {
    schemaVersion: 1,
    dataDirs,
    containers: [],
    networks: [],
    volumes: [],
    events: [],
    compose,
    api: [],
    logs: [],
    probes: [],
    cronicle: {servers, answers: [], balancers: [], probes: [], logs: [], typedNames: []},
    told: {nodeNames: [], dkronVersion, offline: true},
    unread,
  }
}

/** From the working folder where that is shorter: findings must not depend on where the checkout lies. */
function shownPath(path: string): string {
  const fromHere = relative(process.cwd(), resolve(path))
  return fromHere === '' ? '.' : fromHere.startsWith('..') ? path : fromHere
}

/** Files of one folder may be one project; a file and its overrides stand in that order. */
function byFolder(files: readonly string[]): readonly (readonly string[])[] {
  const folders = new Map<string, string[]>()
  for (const file of files) folders.set(dirname(file), [...(folders.get(dirname(file)) ?? []), file])
  return [...folders.values()].map(list => list.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)))
}

/** `compose.yml`, then `compose.override.yml`, then the others. */
function rank(path: string): number {
  const name = basename(path)
  if (/^(docker-)?compose\.ya?ml$/.test(name)) return 0
  return /\boverride\b/.test(name) ? 1 : 2
}

/** Where Docker keeps volumes as a rule; root alone sees into it. */
const volumesFolder = '/var/lib/docker/volumes'

/** Folders of this host that are there already, for a folder or a `volume NAME`. */
function foldersOf(source: string, file: ComposeFile): readonly string[] {
  const [, name, rest = ''] = /^volume ([^/]+)(.*)$/.exec(source) ?? []
  if (name === undefined) return existsSync(source) ? [source] : []
  const folder = basename(dirname(resolve(file.file)))
  const project = file.projectName ?? folder.toLowerCase().replace(/[^-_a-z0-9]/g, '')
  return [`${project}_${name}`, name].map(n => `${volumesFolder}/${n}/_data${rest}`).filter(path => existsSync(path))
}

function readDataDirs(paths: readonly string[], unread: Unread[]): readonly DataDir[] {
  const seen = new Set<string>()
  return paths.flatMap(path => {
    try {
      const real = realpathSync(path)
      if (seen.has(real)) return []
      seen.add(real)
      const dataDir = readDataDir(path, {check: true, lock: false})
      // A folder that waits for its first server holds nothing to look at.
      return dataDir.raftPath === null && dataDir.peersFiles.length === 0 ? [] : [dataDir]
    } catch (error) {
      unread.push({where: path, reason: error instanceof ToolError ? error.message : fileReason(error)})
      return []
    }
  })
}
