import {accessSync, constants} from 'node:fs'
import {homedir} from 'node:os'
import {isAbsolute, join} from 'node:path'
import {makeFolders} from './backup-folder.ts'
import type {Disk} from './disk.ts'
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

/**
 * Opens the ledger in the state folder, which is made when missing. `ledger-locked` when another process has it open,
 * `ledger-unwritable` when the folder cannot be written: the caller may then go on with `memoryLedger`, without undo.
 */
export async function openLedger(disk: Disk, stateDir: string): Promise<Attempt<Ledger>> {
  const folder = join(stateDir, 'ledger')
  try {
    if (existingFolder(folder) !== folder) makeFolders(disk, folder)
    accessSync(folder, constants.W_OK | constants.X_OK)
  } catch (error) {
    const {message} = refusalOf(error, folder)
    return refuse('ledger-unwritable', folder, `the ledger cannot be written: ${message}`, [
      'Name a folder that can be written with --state-dir.',
    ])
  }
  const {Level} = await import('level')
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
    get: async id => (await database.get(id)) ?? null,
    list: () => database.values({reverse: true}).all(),
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
