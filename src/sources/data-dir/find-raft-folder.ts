import {readdirSync, statSync} from 'node:fs'
import {basename, dirname, join, resolve} from 'node:path'
import {ToolError} from '../../errors.ts'
import {isAbsence, systemReason} from './read-small-file.ts'

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
  for (const candidate of [folder, join(folder, 'raft'), join(folder, 'server', 'raft')]) {
    const found = look(candidate)
    if (found === 'nothing') continue
    if (found.problem !== null && candidate === folder) throw unreadable(path, found.problem)
    // Given the raft folder, the data-dir is the folder around it: mounts and peers.json are looked up from there.
    const root = candidate === folder && basename(folder) === 'raft' ? dirname(folder) : folder
    return {root, raftPath: candidate, problem: found.problem}
  }
  return {root: folder, raftPath: null, problem: null}
}

function look(candidate: string): 'nothing' | {problem: string | null} {
  try {
    const names = readdirSync(candidate)
    return names.includes('raft.db') || names.includes('snapshots') ? {problem: null} : 'nothing'
  } catch (error) {
    return isAbsence(error) ? 'nothing' : {problem: systemReason(error)}
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
