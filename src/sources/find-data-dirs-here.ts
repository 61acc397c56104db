import {existsSync, readdirSync} from 'node:fs'
import {join} from 'node:path'

/** Data-dirs of Dkron in a folder, by their names in it: folders that hold raft/raft.db. Empty when it cannot be read. */
export function findDataDirsHere(folder: string): readonly string[] {
  try {
    return readdirSync(folder, {withFileTypes: true})
      .filter(entry => entry.isDirectory() && existsSync(join(folder, entry.name, 'raft/raft.db')))
      .map(entry => entry.name)
      .sort()
  } catch {
    return []
  }
}
