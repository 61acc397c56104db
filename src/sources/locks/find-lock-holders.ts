import {type BigIntStats, readdirSync, readFileSync, realpathSync, statSync} from 'node:fs'
import type {LockHolder} from '../../case/store-lock.ts'
import {fileSystemOf} from '../../formats/mountinfo.ts'
import {decodeProcLocks, splitDevice} from '../../formats/proc-locks.ts'
import {findOpeners} from './find-openers.ts'
import {readProcess} from './read-process.ts'

/** Device and inode: what makes two names the same file. */
export type FileIdentity = Pick<BigIntStats, 'dev' | 'ino'>

/**
 * Other processes that hold a flock on the file, by /proc/locks; null where there is none. No lock is taken: even one
 * that is shared and given back at once could make a scheduler that is just starting wait.
 *
 * @param path where the file lies: the kernel lists the device of the file system, which is another one than stat's on
 * btrfs and overlay, and stands in mountinfo
 */
export function findLockHolders(file: FileIdentity, path: string): readonly LockHolder[] | null {
  const locks = readOr('/proc/locks')
  if (locks === null) return null
  const devices = [splitDevice(file.dev), fileSystemOf(realPath(path), readOr('/proc/self/mountinfo') ?? '')?.device]
  const pids = decodeProcLocks(locks)
    .filter(lock => lock.kind === 'FLOCK' && lock.inode === file.ino)
    .filter(lock => devices.some(d => d?.major === lock.major && d.minor === lock.minor))
    .map(lock => lock.pid)
  const others = new Set(pids.filter(pid => pid !== process.pid))
  return [...others].flatMap(pid => holderFor(pid, file))
}

/**
 * The kernel lists who took the lock. It belongs to the open file, though: when that process has ended, whoever
 * inherited the file holds it, and that may be we (`flock` takes locks for doctor in this way).
 */
function holderFor(pid: number, file: FileIdentity): readonly LockHolder[] {
  const named = readProcess(pid)
  if (named.command !== null) return [named]
  if (locksHere(process.pid, file)) return []
  const heirs = findOpeners(file).found.filter(opener => locksHere(opener.pid, file))
  return heirs.length > 0 ? heirs : [named]
}

/** A descriptor of the process is the file and carries the lock (proc_pid_fdinfo(5), `lock:`). */
function locksHere(pid: number, file: FileIdentity): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some(descriptor => {
      const stat = statSync(`/proc/${pid}/fd/${descriptor}`, {bigint: true, throwIfNoEntry: false})
      if (stat?.ino !== file.ino || stat.dev !== file.dev) return false
      return /^lock:.*\bFLOCK\b/m.test(readOr(`/proc/${pid}/fdinfo/${descriptor}`) ?? '')
    })
  } catch {
    return false
  }
}

/** Of a file that lost its name meanwhile the name itself. */
function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

function readOr(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
