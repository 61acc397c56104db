import {type Dirent, readdirSync, statSync} from 'node:fs'
import {basename, dirname, join, normalize} from 'node:path'
import type {Unread} from '../evidence/read-evidence.ts'
import {fileReason} from '../evidence/read-text.ts'
import {looksLikeCronicleConfig} from './looks-like-cronicle-config.ts'

/** What was found under the given paths; paths as they are shown. */
export interface FoundPlans {
  readonly compose: readonly string[]
  /** Folders that hold raft/, or raft.db itself. */
  readonly dataDirs: readonly string[]
  /** config.json files of Cronicle. */
  readonly cronicle: readonly string[]
  readonly unread: readonly Unread[]
}

/** How far a folder is searched: no deployment is deeper, and a wrong folder must not take minutes. */
const deepest = 8
const mostFolders = 20_000

/** Folders of tools, which hold other people's examples. */
const passedOver = new Set(['node_modules', '.git', '.hg', '.svn', '.venv', '.tox', '.terraform'])

const composeName = /^(?:.*[._-])?(?:compose|stack)(?:[._-].*)?\.ya?ml$/i

/** Compose files, data-dirs and settings of Cronicle under these paths; a file that is named counts whatever its name. */
export function findPlans(paths: readonly string[]): FoundPlans {
  const search = new Search()
  for (const path of paths) search.add(path)
  return search.found()
}

class Search {
  private readonly compose = new Set<string>()
  private readonly dataDirs = new Set<string>()
  private readonly cronicle = new Set<string>()
  private readonly unread: Unread[] = []
  private folders = 0

  add(given: string): void {
    const path = normalize(given)
    try {
      if (statSync(path).isDirectory()) this.walk(path)
      else this.file(path)
    } catch (error) {
      this.unread.push({where: given, reason: fileReason(error)})
    }
  }

  found(): FoundPlans {
    const {unread} = this
    return {compose: [...this.compose], dataDirs: [...this.dataDirs], cronicle: [...this.cronicle], unread}
  }

  private file(path: string): void {
    if (basename(path) === 'raft.db') this.dataDirs.add(dataDirOf(dirname(path)))
    else if (path.endsWith('.json')) this.cronicle.add(path)
    else this.compose.add(path)
  }

  /** Level by level, so that a bound cuts off what is deepest. Links are not followed: they may lead in a circle. */
  private walk(root: string): void {
    let level = [root]
    for (let depth = 0; depth <= deepest && level.length > 0; depth++) {
      level = level.flatMap(folder => this.look(folder, folder === root))
    }
    const [deeper] = level
    if (deeper !== undefined) this.unread.push({where: deeper, reason: `lies deeper than ${deepest} folders; name it`})
  }

  /** Gives the folders below. */
  private look(folder: string, named: boolean): readonly string[] {
    this.folders++
    if (this.folders > mostFolders) {
      if (this.folders === mostFolders + 1) {
        this.unread.push({where: folder, reason: `only ${mostFolders} folders are searched; name the ones that count`})
      }
      return []
    }
    let entries: readonly Dirent[]
    try {
      entries = readdirSync(folder, {withFileTypes: true})
    } catch (error) {
      // Below the named folder lie those of other programs; the data-dirs of services are read by their own names.
      if (named) this.unread.push({where: folder, reason: fileReason(error)})
      return []
    }
    if (entries.some(e => e.name === 'raft.db' && e.isFile())) {
      this.dataDirs.add(dataDirOf(folder))
      return []
    }
    for (const entry of entries) {
      if (!entry.isFile()) continue
      const path = join(folder, entry.name)
      if (composeName.test(entry.name)) this.compose.add(path)
      else if (entry.name === 'config.json' && looksLikeCronicleConfig(path)) this.cronicle.add(path)
    }
    return entries.filter(e => e.isDirectory() && !passedOver.has(e.name)).map(e => join(folder, e.name))
  }
}

function dataDirOf(folder: string): string {
  return basename(folder) === 'raft' ? dirname(folder) : folder
}
