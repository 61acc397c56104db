import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import type {Disk} from './disk.ts'
import {commitFile, discard, newName} from './durable-replace.ts'
import {takeLock} from './flock.ts'
import type {Ledger} from './ledger.ts'
import type {RunRecord} from './ledger-records.ts'
import {type Attempt, done, refuse} from './refusal.ts'

const ending = '.json'

/**
 * The ledger as one file a run, for installations that have no database library with them (the one-file program). Each
 * record is written beside the old one, flushed and renamed; a kernel lock keeps a second doctor out.
 */
export function openFileLedger(disk: Disk, folder: string): Attempt<Ledger> {
  const lockFile = join(folder, 'lock')
  if (!existsSync(lockFile)) disk.close(disk.createFile(lockFile, 0o600))
  const attempt = takeLock(lockFile)
  if (attempt.state === 'held-by-another') {
    return refuse('ledger-locked', folder, 'another doctor is at work: it holds the ledger', [
      'Wait until it has ended, then run this again.',
    ])
  }
  if (attempt.state !== 'held') {
    const why = 'reason' in attempt ? attempt.reason : 'none of flock, python3 and perl is installed'
    return refuse('ledger-unwritable', folder, `the ledger cannot be locked: ${why}`, [
      'Name a folder on a local disk with --state-dir.',
    ])
  }
  return done({
    async put(run) {
      writeRecord(disk, join(folder, run.id + ending), run)
    },
    get: async id => (fileNames(folder).includes(id + ending) ? readRecord(join(folder, id + ending)) : null),
    list: async () => readRecords(folder),
    async close() {
      attempt.lock.release()
    },
  })
}

/** The records of such a ledger, newest first; none where there is no such ledger. */
export function readRecords(folder: string): readonly RunRecord[] {
  return fileNames(folder)
    .toSorted()
    .toReversed()
    .map(name => readRecord(join(folder, name)))
}

function fileNames(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder).filter(name => name.endsWith(ending)) : []
}

function readRecord(path: string): RunRecord {
  return JSON.parse(readFileSync(path, 'utf8')) as RunRecord
}

function writeRecord(disk: Disk, path: string, run: RunRecord): void {
  const temporary = newName(path)
  const fd = disk.createFile(temporary, 0o600)
  try {
    disk.write(fd, Buffer.from(JSON.stringify(run)), 0)
    disk.sync(fd)
    disk.close(fd)
    commitFile(disk, temporary, path)
  } catch (error) {
    discard(disk, temporary)
    throw error
  }
}
