import {accessSync, constants, existsSync} from 'node:fs'
import {homedir} from 'node:os'
import {isAbsolute, join} from 'node:path'
import {makeFolders} from './backup-folder.ts'
import type {Disk} from './disk.ts'
import {openFileLedger, readRecords} from './file-ledger.ts'
import {existingFolder} from './free-space.ts'
import type {RunRecord} from './ledger-records.ts'
import {type Attempt, done, refusalOf, refuse} from './refusal.ts'

/** Every run of a repair. A record is on the disk (fsync) when `put` resolves. */
export interface Ledger {
  /** Writes a run's record, new or changed. */
  put(run: RunRecord): Promise<void>
  get(id: string): Promise<RunRecord | null>
  /** All runs, the newest first. */
  list(): Promise<readonly RunRecord[]>
  close(): Promise<void>
}

/** `--state-dir`, else `$XDG_STATE_HOME/doctor`, else `~/.local/state/doctor` (XDG base directories, 0.8). */
export function stateFolder(option: string | null, env: NodeJS.ProcessEnv = process.env): string {
  if (option !== null) return option
  const home = env.XDG_STATE_HOME
  // A relative path there is to be ignored, says the standard.
  return home && isAbsolute(home) ? join(home, 'doctor') : join(homedir(), '.local', 'state', 'doctor')
}

type LevelModule = Pick<typeof import('level'), 'Level'>

/**
 * Opens the ledger in the state folder, which is made when missing: a database, or one file a run where the database
 * library is not installed. `ledger-locked` when another process has it open, `ledger-unwritable` when the folder cannot
 * be written: the caller may then go on with `memoryLedger`, without undo.
 */
export async function openLedger(disk: Disk, stateDir: string, load = loadLevel): Promise<Attempt<Ledger>> {
  const folder = join(stateDir, 'ledger')
  const files = join(stateDir, 'ledger-files')
  const level = await load()
  if (level === null && existsSync(join(folder, 'CURRENT'))) {
    return refuse('ledger-unwritable', folder, 'the ledger is a database, and this program has no library to read it', [
      'Use the doctor that was installed with its packages, or another folder: --state-dir.',
    ])
  }
  const unfit = makeWritable(disk, level === null ? files : folder)
  if (!unfit.ok) return unfit
  return level === null ? openFileLedger(disk, files) : openDatabase(level, folder, files)
}

async function loadLevel(): Promise<LevelModule | null> {
  try {
    return await import('level')
  } catch (error) {
    // The second as `require` words it, which the built program has in place of `import`.
    const {code} = error as NodeJS.ErrnoException
    if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') return null
    throw error
  }
}

function makeWritable(disk: Disk, folder: string): Attempt<void> {
  try {
    if (existingFolder(folder) !== folder) makeFolders(disk, folder)
    accessSync(folder, constants.W_OK | constants.X_OK)
    return done(undefined)
  } catch (error) {
    const {message} = refusalOf(error, folder)
    return refuse('ledger-unwritable', folder, `the ledger cannot be written: ${message}`, [
      'Name a folder that can be written with --state-dir.',
    ])
  }
}

/** @param files where runs of a program without the library were kept: they are read, and change over when changed */
async function openDatabase({Level}: LevelModule, folder: string, files: string): Promise<Attempt<Ledger>> {
  const database = new Level<string, RunRecord>(folder, {valueEncoding: 'json'})
  try {
    await database.open()
  } catch (error) {
    const cause = (error as {cause?: {code?: string; message?: string}}).cause
    if (cause?.code === 'LEVEL_LOCKED') {
      return refuse('ledger-locked', folder, 'another doctor is at work: it holds the ledger', [
        'Wait until it has ended, then run this again.',
      ])
    }
    return refuse('ledger-unwritable', folder, `the ledger cannot be opened: ${cause?.message ?? error}`, [
      'Name another folder with --state-dir; the old one can be looked at later.',
    ])
  }
  return done({
    put: run => database.batch([{type: 'put', key: run.id, value: run}], {sync: true}),
    get: async id => (await database.get(id)) ?? readRecords(files).find(run => run.id === id) ?? null,
    async list() {
      const runs = await database.values({reverse: true}).all()
      const others = readRecords(files).filter(other => runs.every(run => run.id !== other.id))
      return others.length === 0 ? runs : [...runs, ...others].sort((a, b) => (a.id < b.id ? 1 : -1))
    },
    close: () => database.close(),
  })
}

/** A ledger that is forgotten at the end: for going on where none can be written, when told so. */
export function memoryLedger(): Ledger {
  const runs = new Map<string, RunRecord>()
  return {
    put: async run => void runs.set(run.id, run),
    get: async id => runs.get(id) ?? null,
    list: async () => [...runs.values()].reverse(),
    close: async () => {},
  }
}
