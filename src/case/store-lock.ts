/**
 * Who holds the lock of a raft.db, as the kernel lists it; nothing was locked to find out. Bolt takes flock(2) on the
 * file before it reads a byte of it, and keeps it until the process ends.
 */
export interface StoreLock {
  /** Other processes than doctor; empty when none is seen. */
  readonly holders: readonly LockHolder[]
  /** Why a holder may be there and not be seen; null when every one would be. */
  readonly blindSpot: string | null
}

export interface LockHolder {
  readonly pid: number
  /**
   * Program and subcommand, as `/dkron agent`; the arguments may hold secrets and are left out. Null when it may not be
   * read, or when the process has ended and left the open file to another.
   */
  readonly command: string | null
  /** 64-digit ID of the container it runs in, by its control group; null outside one or when that does not tell. */
  readonly container: string | null
  /** Process IDs of its parents, nearest first. */
  readonly ancestors: readonly number[]
}
