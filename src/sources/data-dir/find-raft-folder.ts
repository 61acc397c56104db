import {existsSync, readdirSync, statSync} from 'node:fs'
import {basename, dirname, join, resolve} from 'node:path'
import {ToolError} from '../../errors.ts'
import {folderReason, isAbsence, systemReason} from './read-small-file.ts'

/** Where Raft's files are below a path that a person gave. */
export interface RaftFolder {
  /** The data-dir itself, absolute. */
  readonly root: string
  /** Folder with raft.db or snapshots/, or one that cannot be looked into; null when there is none. */
  readonly raftPath: string | null
  /** Why `raftPath` cannot be looked into. */
  readonly problem: string | null
}

const findIt = [
  'Give the folder that --data-dir names (default: dkron.data in the working directory of the scheduler).',
  "For a container: docker inspect -f '{{json .Mounts}}' <container> shows which folder or volume that is on the host.",
]

/**
 * Finds the data-dir and its Raft folder from `path`: the data-dir (Dkron and Consul keep `raft/` in it, Nomad
 * `server/raft/`), the `raft` folder itself, or a raft.db.
 * @throws ToolError DATA_DIR_NOT_FOUND when there is nothing of the kind, DATA_DIR_UNREADABLE without permission.
 */
export function findRaftFolder(path: string): RaftFolder {
  const given = resolve(path)
  const folder = isFolder(given, path) ? given : dirname(given)
  const looks = [folder, join(folder, 'raft'), join(folder, 'server', 'raft')].map(look)
  const above = looks[0]
  if (above?.holds === 'unknown') throw unreadable(path, above.problem)
  // A raft.db decides before snapshots/ does: people put copies of that folder beside the real one.
  const found = (['raft.db', 'unknown', 'snapshots'] as const).flatMap(what => looks.filter(l => l.holds === what))[0]
  if (found === undefined) return {root: folder, raftPath: null, problem: null}
  // Given the raft folder, the data-dir is the folder around it: mounts and peers.json are looked up from there.
  const root = found === above && basename(folder) === 'raft' ? dirname(folder) : folder
  return {root, raftPath: found.path, problem: found.holds === 'unknown' ? found.problem : null}
}

type Look =
  | {readonly path: string; readonly holds: 'raft.db' | 'snapshots' | 'nothing'}
  | {readonly path: string; readonly holds: 'unknown'; readonly problem: string}

function look(path: string): Look {
  try {
    const names = readdirSync(path)
    return {path, holds: names.includes('raft.db') ? 'raft.db' : names.includes('snapshots') ? 'snapshots' : 'nothing'}
  } catch (error) {
    if (isAbsence(error) && !existsSync(path)) return {path, holds: 'nothing'}
    return {path, holds: 'unknown', problem: folderReason(error)}
  }
}

/** False for a raft.db. */
function isFolder(given: string, path: string): boolean {
  try {
    if (statSync(given).isDirectory()) return true
  } catch (error) {
    if (!isAbsence(error)) throw unreadable(path, systemReason(error))
    throw new ToolError('DATA_DIR_NOT_FOUND', `there is no ${path}`, {next: findIt, cause: error})
  }
  if (basename(given) === 'raft.db') return false
  const packed = /\.(tar|tgz|tar\.\w+|zip)$/.test(given) ? ['Unpack the archive first, and give the folder.'] : []
  throw new ToolError('DATA_DIR_NOT_FOUND', `${path} is a file, not a data directory`, {next: [...packed, ...findIt]})
}

function unreadable(path: string, reason: string): ToolError {
  return new ToolError('DATA_DIR_UNREADABLE', `${path} cannot be read: ${reason}`, {
    next: ['Run again as the user that the scheduler runs as, or with sudo: nothing is written.'],
  })
}
