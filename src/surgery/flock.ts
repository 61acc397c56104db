import {spawnSync} from 'node:child_process'
import {closeSync, constants, fstatSync, openSync} from 'node:fs'
import type {LockHolder} from '../case/store-lock.ts'
import {type FileIdentity, findLockHolders} from '../sources/locks/find-lock-holders.ts'
import {findOpeners} from '../sources/locks/find-openers.ts'

/**
 * The kernel's flock(2), the lock Bolt takes on raft.db. Node has no call for it, so a short-lived child takes it on
 * a descriptor that it inherits from us: such a lock belongs to the open file, not to the process, so it stays ours
 * when the child has ended, and the kernel drops it with our descriptor, however this process ends.
 * The file is opened by us and never created: `flock FILE` would create it.
 */
export type LockAttempt =
  | {readonly state: 'held'; readonly lock: HeldLock}
  | {
      readonly state: 'held-by-another'
      /** Who, when it can be seen: the holder, else everybody who has the file open. */
      readonly holders: readonly LockHolder[]
      /** Why `holders` may be empty or not all. */
      readonly blindSpot: string | null
    }
  /** None of the programs that can take the lock is installed. */
  | {readonly state: 'no-tool'; readonly tried: readonly string[]}
  | {readonly state: 'not-permitted'; readonly reason: string}
  | {readonly state: 'absent'}
  /** The file system or the tool refused for another reason. */
  | {readonly state: 'failed'; readonly reason: string}

/** A lock held until `release`, or until this process ends. */
export interface HeldLock {
  readonly path: string
  readonly file: FileIdentity
  release(): void
}

export interface LockOptions {
  /** Taken exclusively, or shared (a probe that does not stand in the way of other readers). */
  readonly shared?: boolean
  /** Programs to try, in this order; for tests. */
  readonly tools?: readonly LockTool[]
}

export interface LockTool {
  readonly name: string
  /** Arguments that make it lock descriptor 3 without waiting, exit 0 = locked, 1 and nothing on stderr = held. */
  readonly args: (shared: boolean) => readonly string[]
}

/** util-linux and busybox take the same form; the others ask the kernel in the same way. */
export const lockTools: readonly LockTool[] = [
  {name: 'flock', args: shared => ['-n', shared ? '-s' : '-x', '3']},
  {
    name: 'python3',
    args: shared => [
      '-c',
      `import fcntl,sys\ntry: fcntl.flock(3,fcntl.LOCK_${shared ? 'SH' : 'EX'}|fcntl.LOCK_NB)\nexcept BlockingIOError: sys.exit(1)`,
    ],
  },
  {
    name: 'perl',
    args: shared => [
      '-MFcntl=:flock',
      '-MErrno=EWOULDBLOCK',
      '-e',
      `open(F,"+<&=3")||open(F,"<&=3")||die;flock(F,LOCK_${shared ? 'SH' : 'EX'}|LOCK_NB)||exit($!==EWOULDBLOCK?1:die $!)`,
    ],
  },
]

/** Longest wait for a tool that answers at once; a hanging network file system is the only known reason. */
const toolTimeout = 15_000

/** Takes the lock without waiting. */
export function takeLock(path: string, options: LockOptions = {}): LockAttempt {
  const opened = openForLock(path)
  if ('state' in opened) return opened
  const {fd} = opened
  const file = fstatSync(fd, {bigint: true})
  const answer = askTools(fd, options)
  if (answer.state !== 'locked') {
    closeSync(fd)
    if (answer.state !== 'held-by-another') return answer
    const holders = findLockHolders(file, path) ?? []
    const openers = findOpeners(file)
    return {
      state: 'held-by-another',
      holders: holders.length > 0 ? holders : openers.found,
      blindSpot: openers.blindSpot,
    }
  }
  let open = true
  const release = (): void => {
    if (open) closeSync(fd)
    open = false
  }
  return {state: 'held', lock: {path, file, release}}
}

/** Whether somebody holds the lock now: a shared lock is taken and given back at once. */
export function probeLock(
  path: string,
  options: Omit<LockOptions, 'shared'> = {},
): Exclude<LockAttempt, {state: 'held'}> | {readonly state: 'free'} {
  const attempt = takeLock(path, {...options, shared: true})
  if (attempt.state !== 'held') return attempt
  attempt.lock.release()
  return {state: 'free'}
}

/** Writable where it can be, as NFS wants for an exclusive lock; nothing is ever written through it. */
function openForLock(path: string): {fd: number} | LockAttempt {
  for (const flags of [constants.O_RDWR, constants.O_RDONLY]) {
    try {
      return {fd: openSync(path, flags | constants.O_NOFOLLOW)}
    } catch (error) {
      const {code, message} = error as NodeJS.ErrnoException
      if (code === 'ENOENT') return {state: 'absent'}
      if (code !== 'EACCES' && code !== 'EPERM' && code !== 'EROFS') return {state: 'failed', reason: message}
      if (flags === constants.O_RDONLY) return {state: 'not-permitted', reason: message}
    }
  }
  return {state: 'absent'}
}

type ToolAnswer =
  | {readonly state: 'locked'}
  | {readonly state: 'held-by-another'}
  | Extract<LockAttempt, {state: 'no-tool' | 'failed'}>

function askTools(fd: number, {shared = false, tools = lockTools}: LockOptions): ToolAnswer {
  const failures: string[] = []
  for (const tool of tools) {
    const child = spawnSync(tool.name, tool.args(shared), {
      stdio: ['ignore', 'ignore', 'pipe', fd],
      timeout: toolTimeout,
      encoding: 'utf8',
    })
    if (child.error && (child.error as NodeJS.ErrnoException).code === 'ENOENT') continue
    if (child.status === 0) return {state: 'locked'}
    const said = (child.stderr ?? '').trim()
    if (child.status === 1 && said === '') return {state: 'held-by-another'}
    failures.push(`${tool.name}: ${said || child.error?.message || `exit ${child.status ?? child.signal}`}`)
  }
  if (failures.length > 0) return {state: 'failed', reason: failures.join('; ')}
  return {state: 'no-tool', tried: tools.map(tool => tool.name)}
}
