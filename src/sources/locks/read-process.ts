import {readFileSync} from 'node:fs'
import type {LockHolder} from '../../case/store-lock.ts'

/** Longer chains of parents than any real one end here. */
const deepest = 64

/** What /proc says of a process; a process that is gone or hidden gives its number alone. Never throws. */
export function readProcess(pid: number): LockHolder {
  const [program, first = '-'] = (readOr(`/proc/${pid}/cmdline`) ?? '').split('\0')
  const command = first.startsWith('-') || first === '' ? program : `${program} ${first}`
  return {
    pid,
    command: command || readOr(`/proc/${pid}/comm`)?.trim() || null,
    // Docker: /docker/<ID> or /system.slice/docker-<ID>.scope; Podman: libpod-<ID>.scope.
    container: readOr(`/proc/${pid}/cgroup`)?.match(/[0-9a-f]{64}/)?.[0] ?? null,
    ancestors: ancestorsOf(pid),
  }
}

function ancestorsOf(pid: number): readonly number[] {
  const found: number[] = []
  let parent = parentOf(pid)
  while (parent > 0 && found.length < deepest) {
    found.push(parent)
    parent = parentOf(parent)
  }
  return found
}

/** Fourth field of /proc/PID/stat; the second, in parentheses, may hold anything (proc_pid_stat(5)). */
function parentOf(pid: number): number {
  const stat = readOr(`/proc/${pid}/stat`)
  return Number(stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0)
}

function readOr(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
