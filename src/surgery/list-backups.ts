import {lstatSync, readdirSync} from 'node:fs'
import {join} from 'node:path'
import type {Manifest} from './backup-manifest.ts'
import type {Disk} from './disk.ts'
import {readArchive} from './read-archive.ts'
import {type Attempt, done, type Refusal, refusalOf, refuse} from './refusal.ts'

/** An archive found in a folder of backups. */
export interface ListedBackup {
  /** File name, by which it is named to `pruneBackups`. */
  readonly name: string
  readonly path: string
  readonly size: number
  /** What it holds; `problem` when that cannot be read, or it was left unfinished. */
  readonly manifest: Manifest | null
  readonly problem: string | null
}

const finished = /\.tar\.gz$/
/** An archive, or the copy of a running scheduler's raft.db, that a run did not get to finish. */
const unfinished = /\.doctor-new-[0-9a-f]{16}$/

/** Every backup in a folder, newest first, with its manifest; contents are not compared (`verifyBackup` does). */
export async function listBackups(folder: string): Promise<Attempt<readonly ListedBackup[]>> {
  try {
    const names = readdirSync(folder).filter(name => finished.test(name) || unfinished.test(name))
    const backups: ListedBackup[] = []
    for (const name of names) backups.push(await describe(folder, name))
    const age = ({manifest}: ListedBackup): string => manifest?.createdAt ?? ''
    return done(backups.sort((a, b) => (age(a) < age(b) ? 1 : age(a) > age(b) ? -1 : a.name < b.name ? -1 : 1)))
  } catch (error) {
    return {ok: false, refusals: [refusalOf(error, folder)]}
  }
}

/** Reads the whole archive; what is wrong with it, or null. */
export const verifyBackup = (archive: string): Promise<string | null> => readArchive(archive)

/** Removes exactly the named backups, nothing else, and only when all of them are there. */
export function pruneBackups(disk: Disk, folder: string, names: readonly string[]): Attempt<readonly string[]> {
  const refusals = names.flatMap(name => whyNot(folder, name))
  if (refusals.length > 0) return {ok: false, refusals}
  try {
    for (const name of new Set(names)) disk.removeFile(join(folder, name))
    disk.syncFolder(folder)
    return done(names)
  } catch (error) {
    return {ok: false, refusals: [refusalOf(error, folder)]}
  }
}

function whyNot(folder: string, name: string): readonly Refusal[] {
  const isName = !name.includes('/') && (finished.test(name) || unfinished.test(name))
  const stat = isName ? lstatSync(join(folder, name), {throwIfNoEntry: false}) : undefined
  if (stat?.isFile()) return []
  return refuse('missing', name, `${folder} holds no backup named ${name}`).refusals
}

async function describe(folder: string, name: string): Promise<ListedBackup> {
  const path = join(folder, name)
  const {size} = lstatSync(path)
  if (unfinished.test(name)) return {name, path, size, manifest: null, problem: 'left unfinished; it can be removed'}
  let manifest: Manifest | null = null
  const problem = await readArchive(path, {
    onManifest(found) {
      manifest = found
      return 'stop'
    },
  })
  return {name, path, size, manifest, problem}
}
