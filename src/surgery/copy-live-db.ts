import {setTimeout as wait} from 'node:timers/promises'
import {openBolt} from '../formats/bolt/open-bolt.ts'
import {pinPages} from '../formats/bolt/pin-pages.ts'
import type {BoltFile} from '../formats/bolt/types.ts'
import {openFileBytes} from '../sources/file-bytes.ts'
import type {Disk} from './disk.ts'
import {removeLeftover} from './durable-replace.ts'
import {examineStore} from './examine-store.ts'
import {type Attempt, done, refuse} from './refusal.ts'

/** Milliseconds before each further attempt. */
const delays = [50, 100, 200, 400, 800, 1600, 3200]

const chunkBytes = 1 << 20

/**
 * Copies the raft.db of a running scheduler as of one moment. What Bolt's next transactions will overwrite is read
 * first (`pinPages`), between two looks at the metas. If the metas are still the same after everything was copied,
 * not a page of it can have been touched (boltdb tx.go: transaction N+1 writes only to pages free in N). If they moved
 * on, the copy is taken only when the full check has nothing at all to say, leaks included, and the log is whole: a
 * page taken over by a later transaction shows as one of these. Otherwise again, and in the end not at all.
 */
export async function copyLiveDb(disk: Disk, source: string, copy: string): Promise<Attempt<void>> {
  for (let attempt = 0; ; attempt += 1) {
    removeLeftover(disk, copy)
    const copied = copyOnce(disk, source, copy)
    if (copied === 'still' || (copied === 'moved' && isFlawless(copy))) return done(undefined)
    const delay = delays[attempt]
    if (delay === undefined) break
    await wait(delay)
  }
  removeLeftover(disk, copy)
  return refuse('backup-failed', source, `${source} is written to faster than it can be copied`, [
    'Try again, stop the scheduler first, or back up a snapshot of the file system (LVM, ZFS, btrfs).',
  ])
}

/** Whether the metas stood still meanwhile, moved on, or moved on too early for anything to be kept. */
function copyOnce(disk: Disk, source: string, copy: string): 'still' | 'moved' | 'useless' {
  const bytes = openFileBytes(source)
  const fd = disk.createFile(copy, 0o600)
  try {
    const before = openBolt(bytes)
    const pinned = pinPages(before)
    if (!sameMetas(before, openAgain(source))) return 'useless'
    for (let offset = 0; offset < bytes.size; offset += chunkBytes) {
      disk.write(fd, pinned.read(offset, chunkBytes), offset)
    }
    return sameMetas(before, openAgain(source)) ? 'still' : 'moved'
  } finally {
    disk.close(fd)
    bytes.close()
  }
}

function openAgain(path: string): BoltFile {
  const bytes = openFileBytes(path)
  try {
    return openBolt(bytes)
  } finally {
    bytes.close()
  }
}

const sameMetas = (a: BoltFile, b: BoltFile): boolean => describeMetas(a) === describeMetas(b)

const describeMetas = ({metas}: BoltFile): string =>
  metas
    .map(meta => (meta ? [meta.valid, meta.txid, meta.root, meta.freelist, meta.highWater].join(' ') : ''))
    .join('\n')

function isFlawless(path: string): boolean {
  const bytes = openFileBytes(path)
  try {
    const examined = examineStore(path, bytes)
    if (!examined.ok || examined.value.leftBehind.length > 0) return false
    const {badEntryCount, gaps, termFalls} = examined.value.store.log
    return badEntryCount === 0 && gaps.length === 0 && termFalls.length === 0
  } finally {
    bytes.close()
  }
}
