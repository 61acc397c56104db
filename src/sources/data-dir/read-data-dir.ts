import {existsSync, realpathSync, statSync} from 'node:fs'
import {join, relative} from 'node:path'
import type {DataDir, FileOwnership, RaftDbFile} from '../../case/case.ts'
import type {Read} from '../../case/read.ts'
import {absent, notCollected, read, unreadable} from '../../case/read.ts'
import {readRaftStore} from '../../formats/raft/read-raft-store.ts'
import {readStoreLock} from '../locks/read-store-lock.ts'
import {findRaftFolder} from './find-raft-folder.ts'
import {findRemoteFileSystem} from './find-remote-file-system.ts'
import {findStrangers} from './find-strangers.ts'
import {readPeersFiles} from './read-peers-files.ts'
import {readRaftDb} from './read-raft-db.ts'
import {systemReason} from './read-small-file.ts'
import {readSnapshots} from './read-snapshots.ts'

export interface ReadDataDirOptions {
  /** Run the full check: every page of raft.db, every snapshot's checksum. */
  readonly check: boolean
  /** Look up who holds the store's lock; default true. The kernel takes 5 to 20 ms for its list (fs/locks.c `locks_start`). */
  readonly lock?: boolean
  /** Bytes of the file `what` (path from the data-dir) done so far. */
  readonly onProgress?: (doneBytes: number, totalBytes: number, what: string) => void
}

/**
 * Reads one server's data directory, given by itself, by its `raft` folder or by its raft.db. Only reads: nothing is
 * written, created or locked, and the scheduler may be running. Damage of every kind is part of the value.
 * @throws ToolError DATA_DIR_NOT_FOUND, DATA_DIR_UNREADABLE, or STORE_BUSY (see `readRaftDb`).
 */
export function readDataDir(path: string, options: ReadDataDirOptions): DataDir {
  const {root, raftPath, problem} = findRaftFolder(path)
  const raftFolder = raftPath ?? join(root, 'raft')
  const realPath = realpathSync(root)
  const closed = problem === null ? null : unreadable(raftFolder, problem)
  const snapshotsPath = join(raftFolder, 'snapshots')
  const remoteFileSystem = findRemoteFileSystem(realPath)
  return {
    path,
    realPath,
    raftPath,
    folder: readOwnership(raftPath ?? root),
    raftDb: closed ?? readStore(root, raftPath, options),
    snapshots: closed ?? readSnapshots(snapshotsPath, relative(root, snapshotsPath), options),
    snapshotsFolder: existsSync(snapshotsPath) ? 'present' : 'missing',
    peersFiles: readPeersFiles(root, raftPath),
    strangers: findStrangers(root, raftPath),
    remoteFileSystem,
    lock:
      options.lock === false ? notCollected : (closed ?? readStoreLock(join(raftFolder, 'raft.db'), remoteFileSystem)),
  }
}

function readStore(root: string, raftPath: string | null, {check, onProgress}: ReadDataDirOptions): Read<RaftDbFile> {
  if (raftPath === null) return absent(join(root, 'raft', 'raft.db'))
  const path = join(raftPath, 'raft.db')
  const file = relative(root, path)
  return readRaftDb(path, file, {
    check,
    readStore: bolt => readRaftStore(bolt, {file}),
    onProgress: onProgress && ((done, total) => onProgress(done, total, file)),
  })
}

function readOwnership(path: string): Read<FileOwnership> {
  try {
    const {uid, gid, mode} = statSync(path)
    return read({uid, gid, mode: mode & 0o777})
  } catch (error) {
    return unreadable(path, systemReason(error))
  }
}
