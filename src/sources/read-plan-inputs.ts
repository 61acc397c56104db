import {createHash} from 'node:crypto'
import {lstatSync, readFileSync, realpathSync, statSync} from 'node:fs'
import type {Case} from '../case/case.ts'
import {readValue} from '../case/read.ts'
import {measureExport} from './export-state.ts'
import {openFileBytes} from './file-bytes.ts'

export interface ReadText {
  readonly realPath: string
  readonly text: string
  readonly sha256: string
}

/** Files a plan is computed from: texts to edit, and hashes of what a plan may touch. */
export interface PlanInputs {
  readonly texts: ReadonlyMap<string, ReadText>
  readonly hashes: ReadonlyMap<string, string>
  /** Data-dirs that were given as symbolic links. */
  readonly links: ReadonlySet<string>
  /** What an export would hold, by the real path of the data-dir; empty unless asked for. */
  readonly exports: ReadonlyMap<string, ReturnType<typeof measureExport>>
}

/**
 * Reads the compose files of the case, hashes raft.db and peers.json of every data-dir in it, and works out an export
 * of the jobs where one is asked for (`exportsOf`: the release of each data-dir). Files that cannot be read, or hold
 * no UTF-8, are left out: they are not edited.
 */
export function readPlanInputs(c: Case, exportsOf: ((realPath: string) => string | null) | null): PlanInputs {
  const texts = new Map<string, ReadText>()
  for (const file of c.compose.flatMap(set => set.files)) {
    const read = ifReadable(() => readPlannedText(file))
    if (read !== null) texts.set(file, read)
  }
  const hashes = new Map<string, string>()
  for (const dataDir of c.dataDirs) {
    const raft = dataDir.raftPath ?? `${dataDir.realPath}/raft`
    for (const path of [`${raft}/raft.db`, `${raft}/peers.json`]) {
      const hash = ifReadable(() => hashOf(path))
      if (hash !== null) hashes.set(path, hash)
    }
    const peers = ifReadable(() => readPlannedText(`${raft}/peers.json`))
    if (peers !== null) texts.set(`${raft}/peers.json`, peers)
  }
  const links = c.dataDirs.filter(d => lstatSync(withoutSlash(d.path), {throwIfNoEntry: false})?.isSymbolicLink())
  const withState =
    exportsOf === null ? [] : c.dataDirs.filter(d => d.raftPath !== null || readValue(d.raftDb) !== null)
  return {
    texts,
    hashes,
    links: new Set(links.map(d => d.path)),
    exports: new Map(withState.map(d => [d.realPath, measureExport(d.realPath, exportsOf?.(d.realPath) ?? null)])),
  }
}

/**
 * The texts alone: enough to see which repairs fit, without reading a store once more. Null where a data-dir is not
 * on this host: then nothing can be repaired here.
 */
export function readComposeTexts(c: Case): PlanInputs | null {
  const here = c.dataDirs.every(d => lstatSync(d.realPath, {throwIfNoEntry: false}))
  return here ? readPlanInputs({...c, dataDirs: []}, null) : null
}

const withoutSlash = (path: string): string => path.replace(/(.)\/+$/, '$1')

/** A text to edit; null where it holds no UTF-8, or is no plain file: opening a pipe can block for ever. */
export function readPlannedText(file: string): ReadText | null {
  if (!statSync(file).isFile()) return null
  const bytes = readFileSync(file)
  const text = bytes.toString('utf8')
  if (!Buffer.from(text, 'utf8').equals(bytes)) return null
  return {realPath: realpathSync(file), text, sha256: createHash('sha256').update(bytes).digest('hex')}
}

function hashOf(path: string): string | null {
  if (!statSync(path).isFile()) return null
  const bytes = openFileBytes(path)
  try {
    const hash = createHash('sha256')
    const run = 1 << 20
    for (let at = 0; at < bytes.size; at += run) hash.update(bytes.read(at, run))
    return hash.digest('hex')
  } finally {
    bytes.close()
  }
}

/** Null where the system refuses; what the plan needs of it is then refused when the plan is run. */
export function ifReadable<T>(read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).code === 'string') return null
    throw error
  }
}
