import type {Case, Container, DataDir} from '../case/case.ts'
import {hostFolderOf} from '../formats/dkron/data-dir-mount.ts'
import {settingsOfContainer} from '../formats/dkron/settings-of.ts'
import type {DkronSettings} from '../formats/dkron/types.ts'

/** One server before anything is concluded about it. */
export interface JoinedServer {
  readonly container: Container | null
  readonly formerContainers: readonly Container[]
  readonly dataDir: DataDir | null
  readonly settings: DkronSettings | null
  readonly joinedBy: 'same-path' | 'path-ending' | 'only-pair' | null
}

interface Candidate {
  readonly container: Container
  readonly settings: DkronSettings
  /** Host folder behind `--data-dir`; null when no mount covers it. */
  readonly hostFolder: string | null
}

/**
 * Puts containers and data-dirs together by the mount that covers the container's `--data-dir`.
 * Running containers each make a server (two on one data-dir are two servers); of stopped ones on a data-dir
 * only the newest does, and only when none is running.
 */
export function joinServers(c: Case): readonly JoinedServer[] {
  const candidates = c.containers.map(asCandidate).filter(x => isServer(x, c))
  const pairs = pairUp(candidates, c.dataDirs)
  const servers: JoinedServer[] = []
  for (const dataDir of c.dataDirs) {
    const mine = pairs.filter(p => p.dataDir === dataDir)
    const present = presentOnes(mine.map(p => p.candidate.container))
    const former = mine
      .map(p => p.candidate.container)
      .filter(k => !present.includes(k))
      .sort(newestFirst)
    if (present.length === 0) {
      servers.push({container: null, formerContainers: [], dataDir, settings: null, joinedBy: null})
    }
    for (const container of present) {
      const pair = mine.find(p => p.candidate.container === container)
      servers.push({
        container,
        formerContainers: former,
        dataDir,
        settings: pair?.candidate.settings ?? null,
        joinedBy: pair?.joinedBy ?? null,
      })
    }
  }
  const alone = candidates.filter(k => !pairs.some(p => p.candidate === k))
  for (const group of groupByFolder(alone)) {
    const present = presentOnes(group.map(k => k.container))
    const former = group
      .map(k => k.container)
      .filter(k => !present.includes(k))
      .sort(newestFirst)
    for (const {container, settings} of group.filter(k => present.includes(k.container))) {
      servers.push({container, formerContainers: former, dataDir: null, settings, joinedBy: null})
    }
  }
  return servers
}

function asCandidate(container: Container): Candidate {
  const settings = settingsOfContainer(container)
  return {container, settings, hostFolder: hostFolderOf(container, settings)}
}

/** Agents that store nothing and containers of other programs are no servers, unless they mount a given data-dir. */
function isServer(candidate: Candidate, c: Case): boolean {
  if (runsDoctor(candidate.container)) return false
  if (candidate.settings.server) return true
  return c.dataDirs.some(d => candidate.hostFolder !== null && samePath(candidate.hostFolder, d))
}

/** Doctor's own container mounts the data-dir too, where Dkron would look for it, and may share Dkron's environment. */
export function runsDoctor({commandLine}: Container): boolean {
  return commandLine.slice(0, 3).some(word => /(^|\/)doctor(\.mjs)?$/.test(word))
}

interface Pair {
  readonly candidate: Candidate
  readonly dataDir: DataDir
  readonly joinedBy: 'same-path' | 'path-ending' | 'only-pair'
}

/**
 * Same path first. Saved evidence comes from another host or folder, so next the longest common path ending, as
 * long as it is unambiguous; last, the only data-dir and the only folder left are taken for one another.
 */
function pairUp(candidates: readonly Candidate[], dataDirs: readonly DataDir[]): readonly Pair[] {
  const pairs: Pair[] = []
  const left = new Set(candidates)
  for (const candidate of candidates) {
    const dataDir = dataDirs.find(d => candidate.hostFolder !== null && samePath(candidate.hostFolder, d))
    if (dataDir) {
      pairs.push({candidate, dataDir, joinedBy: 'same-path'})
      left.delete(candidate)
    }
  }
  for (const candidate of [...left]) {
    const scored = dataDirs
      .map(dataDir => ({dataDir, score: commonEnding(candidate.hostFolder ?? '', dataDir)}))
      .filter(s => s.score > 0)
      .sort((a, b) => b.score - a.score)
    const best = scored[0]
    if (best && best.score !== scored[1]?.score) {
      pairs.push({candidate, dataDir: best.dataDir, joinedBy: 'path-ending'})
      left.delete(candidate)
    }
  }
  const freeDirs = dataDirs.filter(d => !pairs.some(p => p.dataDir === d))
  const freeFolders = groupByFolder([...left])
  const onlyDir = freeDirs[0]
  const onlyFolder = freeFolders[0]
  if (freeDirs.length === 1 && freeFolders.length === 1 && onlyDir && onlyFolder) {
    for (const candidate of onlyFolder) pairs.push({candidate, dataDir: onlyDir, joinedBy: 'only-pair'})
  }
  return pairs
}

function samePath(folder: string, dataDir: DataDir): boolean {
  return folder === dataDir.realPath || trimSlash(folder) === trimSlash(dataDir.path)
}

/** Number of equal path components at the end; 0 when none is. */
function commonEnding(folder: string, dataDir: DataDir): number {
  const a = components(folder)
  const b = components(dataDir.realPath)
  let n = 0
  while (n < a.length && n < b.length && a[a.length - 1 - n] === b[b.length - 1 - n]) n++
  return n
}

function components(path: string): readonly string[] {
  return path.split('/').filter(p => p !== '' && p !== '.')
}

function trimSlash(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, '') : path
}

function groupByFolder(candidates: readonly Candidate[]): readonly (readonly Candidate[])[] {
  const groups = new Map<string, Candidate[]>()
  for (const candidate of candidates) {
    const key = candidate.hostFolder ?? `container ${candidate.container.id}`
    groups.set(key, [...(groups.get(key) ?? []), candidate])
  }
  return [...groups.values()]
}

function presentOnes(containers: readonly Container[]): readonly Container[] {
  const running = containers.filter(k => k.running)
  if (running.length > 0) return running
  return [...containers].sort(newestFirst).slice(0, 1)
}

function newestFirst(a: Container, b: Container): number {
  return b.created.localeCompare(a.created)
}
