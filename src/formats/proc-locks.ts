/** One lock of /proc/locks. */
export interface KernelLock {
  readonly kind: string
  /** `READ` is shared, `WRITE` exclusive. */
  readonly mode: string
  /** As seen from the reader's PID namespace; -1 for a lock that belongs to no process. */
  readonly pid: number
  readonly major: number
  readonly minor: number
  readonly inode: bigint
}

/**
 * The locks that are held, by the text of /proc/locks (proc_locks(5); Linux fs/locks.c `lock_get_status`):
 * `1: FLOCK  ADVISORY  WRITE 4711 fe:00:133120 0 EOF`, device in hexadecimal, inode in decimal digits. Lines with
 * `->` are of processes that wait, and are left out. Locks of processes outside the reader's PID namespace are not
 * listed at all. Never throws.
 */
export function decodeProcLocks(text: string): readonly KernelLock[] {
  const locks: KernelLock[] = []
  for (const line of text.split('\n')) {
    const m = /^\d+: (\w+)\s+\w+\s+(\w+)\s+(-?\d+) ([0-9a-f]+):([0-9a-f]+):(\d+) /.exec(line)
    if (m === null) continue
    const [, kind = '', mode = '', pid = '', major = '', minor = '', inode = ''] = m
    locks.push({
      kind,
      mode,
      pid: Number(pid),
      major: Number.parseInt(major, 16),
      minor: Number.parseInt(minor, 16),
      inode: BigInt(inode),
    })
  }
  return locks
}

/** Major and minor number in a device number as stat(2) gives it (glibc bits/sysmacros.h). */
export function splitDevice(device: bigint): {readonly major: number; readonly minor: number} {
  const major = ((device >> 8n) & 0xfffn) | ((device >> 32n) & 0xfffff000n)
  const minor = (device & 0xffn) | ((device >> 12n) & 0xffffff00n)
  return {major: Number(major), minor: Number(minor)}
}
