import {statSync} from 'node:fs'
import type {Read} from '../../case/read.ts'
import {absent, read, unreadable} from '../../case/read.ts'
import type {StoreLock} from '../../case/store-lock.ts'
import {findLockHolders} from './find-lock-holders.ts'
import {seesAllProcesses} from './pid-namespace.ts'

/**
 * Who holds the lock of a raft.db, without taking it.
 *
 * @param remoteFileSystem type of the file system when locks of other hosts would not show in this kernel
 */
export function readStoreLock(path: string, remoteFileSystem: string | null): Read<StoreLock> {
  let file: {dev: bigint; ino: bigint}
  try {
    file = statSync(path, {bigint: true})
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException
    return code === 'ENOENT' || code === 'ENOTDIR' ? absent(path) : unreadable(path, message)
  }
  const holders = findLockHolders(file, path)
  if (holders === null) return unreadable('/proc/locks', 'this system does not list its locks')
  return read({holders, blindSpot: blindSpot(remoteFileSystem)})
}

function blindSpot(remoteFileSystem: string | null): string | null {
  const reasons = [
    ...(remoteFileSystem === null ? [] : [`it lies on ${remoteFileSystem}, where locks of other hosts do not show`]),
    ...(seesAllProcesses()
      ? []
      : ['doctor runs in a container of its own PID namespace, where locks of other processes do not show']),
  ]
  return reasons.length === 0 ? null : reasons.join('; ')
}
