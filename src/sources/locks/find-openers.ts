import {type BigIntStats, readdirSync, statSync} from 'node:fs'
import type {LockHolder} from '../../case/store-lock.ts'
import {seesAllProcesses} from './pid-namespace.ts'
import {readProcess} from './read-process.ts'

/** Who has a file open, as far as this process can see. */
export interface Openers {
  readonly found: readonly LockHolder[]
  /** What could not be seen; null when everything was. */
  readonly blindSpot: string | null
}

/**
 * Processes other than this one that have the file open, by the links in /proc/<pid>/fd. Other users' processes are
 * only visible to root, processes outside this PID namespace to nobody in it: `blindSpot` says so. Never throws.
 */
export function findOpeners(file: Pick<BigIntStats, 'dev' | 'ino'>): Openers {
  const found: LockHolder[] = []
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
    else if (open) found.push(readProcess(Number(pid)))
  }
  return {found, blindSpot: blindSpot(hidden)}
}

function hasOpen(pid: string, file: Pick<BigIntStats, 'dev' | 'ino'>): boolean | 'hidden' {
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

function blindSpot(hidden: number): string | null {
  if (!seesAllProcesses()) {
    return 'processes outside this container (PID namespace) cannot be seen from here, only their locks are felt'
  }
  return hidden > 0 ? `${hidden} processes of other users could not be looked into; run as root to see them` : null
}
