import {type BigIntStats, readdirSync, readFileSync, readlinkSync, statSync} from 'node:fs'

/** A process that has a file open, or holds a lock on it. */
export interface Opener {
  readonly pid: number
  /** Its command line, or its name; null when it may not be read. */
  readonly command: string | null
  /** 64-digit ID of the container it runs in; null outside one or when it cannot be told. */
  readonly container: string | null
}

/** Who has a file open, as far as this process can see. */
export interface Openers {
  readonly found: readonly Opener[]
  /** What could not be seen; null when everything was. */
  readonly blindSpot: string | null
}

/** Device and inode: what makes two names the same file. */
export type FileIdentity = Pick<BigIntStats, 'dev' | 'ino'>

/** Linux include/linux/proc_ns.h `PROC_PID_INIT_INO`: inode of the first PID namespace, the host's own. */
const hostPidNamespace = 'pid:[4026531836]'

/**
 * Processes other than this one that have the file open, by the links in /proc/<pid>/fd. Other users' processes are
 * only visible to root, processes outside this PID namespace to nobody in it: `blindSpot` says so. Never throws.
 */
export function findOpeners(file: FileIdentity): Openers {
  const found: Opener[] = []
  let hidden = 0
  let pids: string[]
  try {
    pids = readdirSync('/proc').filter(name => /^\d+$/.test(name))
  } catch {
    return {found, blindSpot: 'there is no /proc here, so nobody can be named who has the file open'}
  }
  for (const pid of pids) {
    if (Number(pid) === process.pid) continue
    const open = hasOpen(pid, file)
    if (open === 'hidden') hidden += 1
    else if (open) found.push(describeProcess(Number(pid)))
  }
  return {found, blindSpot: blindSpot(hidden)}
}

/** The process that holds a flock on the file, by /proc/locks; null when it is not listed there. */
export function findLockHolder(file: FileIdentity): Opener | null {
  for (const line of (readOr('/proc/locks') ?? '').split('\n')) {
    // 1: FLOCK  ADVISORY  WRITE 4711 fe:00:133120 0 EOF; the device differs from stat's on btrfs and overlay.
    const match = /: FLOCK\s+ADVISORY\s+\w+\s+(-?\d+) [0-9a-f]+:[0-9a-f]+:(\d+) /.exec(line)
    const pid = Number(match?.[1] ?? 0)
    if (match && BigInt(match[2] as string) === file.ino && pid > 0 && pid !== process.pid) return describeProcess(pid)
  }
  return null
}

function hasOpen(pid: string, file: FileIdentity): boolean | 'hidden' {
  try {
    for (const descriptor of readdirSync(`/proc/${pid}/fd`)) {
      const stat = statSync(`/proc/${pid}/fd/${descriptor}`, {bigint: true, throwIfNoEntry: false})
      if (stat !== undefined && stat.ino === file.ino && stat.dev === file.dev) return true
    }
    return false
  } catch (error) {
    // Anything else than a refusal: it has ended meanwhile.
    const {code} = error as NodeJS.ErrnoException
    return code === 'EACCES' || code === 'EPERM' ? 'hidden' : false
  }
}

function describeProcess(pid: number): Opener {
  const commandLine = readOr(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ').trim()
  const container = readOr(`/proc/${pid}/cgroup`)?.match(/[0-9a-f]{64}/)?.[0]
  return {pid, command: commandLine || readOr(`/proc/${pid}/comm`)?.trim() || null, container: container ?? null}
}

function readOr(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

function blindSpot(hidden: number): string | null {
  let namespace: string | null = null
  try {
    namespace = readlinkSync('/proc/self/ns/pid')
  } catch {}
  if (namespace !== hostPidNamespace) {
    return 'processes outside this container (PID namespace) cannot be seen from here, only their locks are felt'
  }
  return hidden > 0 ? `${hidden} processes of other users could not be looked into; run as root to see them` : null
}
