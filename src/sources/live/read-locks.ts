import {readFileSync, readlinkSync, statSync} from 'node:fs'

/** A process that holds a kernel lock on a file. */
export interface LockHolder {
  /** Process ID in this PID namespace; 0 when the holder lives in another one. */
  readonly pid: number
  readonly kind: 'FLOCK' | 'POSIX' | 'OFDLCK'
  readonly mode: 'READ' | 'WRITE'
  /** Docker container the process belongs to, by its cgroup; null when none or unreadable. */
  readonly containerId: string | null
  /** The device numbers did not match, only the inode: overlay and btrfs show other ones than stat. */
  readonly byInodeOnly: boolean
}

export type LockState =
  | {readonly state: 'held'; readonly holders: readonly LockHolder[]}
  | {readonly state: 'not-seen'; readonly blindSpot: string | null}
  | {readonly state: 'unknown'; readonly reason: string}

/**
 * Who holds a lock on `path`, from /proc/locks, so without touching the lock itself. Bolt takes flock(2) on raft.db.
 * Blind spot: seen from inside a PID namespace (a container), locks of processes outside it are not listed.
 */
export function readLocks(path: string): LockState {
  let text: string
  let file: {dev: bigint; ino: bigint}
  try {
    text = readFileSync('/proc/locks', 'utf8')
  } catch {
    return {state: 'unknown', reason: '/proc/locks cannot be read on this system'}
  }
  try {
    file = statSync(path, {bigint: true})
  } catch {
    return {state: 'not-seen', blindSpot: null}
  }
  const holders = text.split('\n').flatMap(line => holderIn(line, file))
  if (holders.length > 0) return {state: 'held', holders}
  return {
    state: 'not-seen',
    blindSpot: insideNamespace() ? 'doctor runs in a container: locks of processes outside it cannot be seen' : null,
  }
}

/** `1: FLOCK  ADVISORY  WRITE 1234 08:01:5678 0 EOF`; device numbers in hex (fs/locks.c `lock_get_status`). */
const lockLine = /^\d+: (FLOCK|POSIX|OFDLCK)\s+\S+\s+(READ|WRITE)\s+(-?\d+) ([0-9a-f]+):([0-9a-f]+):(\d+) /

function holderIn(line: string, file: {dev: bigint; ino: bigint}): LockHolder[] {
  const match = lockLine.exec(line)
  if (!match || BigInt(match[6] ?? -1) !== file.ino) return []
  const sameDevice = BigInt(`0x${match[4]}`) === major(file.dev) && BigInt(`0x${match[5]}`) === minor(file.dev)
  const pid = Math.max(Number(match[3]), 0)
  return [
    {
      pid,
      kind: match[1] as LockHolder['kind'],
      mode: match[2] as LockHolder['mode'],
      containerId: pid > 0 ? containerOf(pid) : null,
      byInodeOnly: !sameDevice,
    },
  ]
}

/** glibc `gnu_dev_major` and `gnu_dev_minor`. */
function major(dev: bigint): bigint {
  return ((dev >> 8n) & 0xfffn) | ((dev >> 32n) & ~0xfffn)
}

function minor(dev: bigint): bigint {
  return (dev & 0xffn) | ((dev >> 12n) & ~0xffn)
}

function containerOf(pid: number): string | null {
  try {
    return /([0-9a-f]{64})/.exec(readFileSync(`/proc/${pid}/cgroup`, 'utf8'))?.[1] ?? null
  } catch {
    return null
  }
}

/** The first PID namespace of a kernel has a fixed number (include/linux/proc_ns.h `PROC_PID_INIT_INO`). */
function insideNamespace(): boolean {
  try {
    return readlinkSync('/proc/self/ns/pid') !== 'pid:[4026531836]'
  } catch {
    return false
  }
}
