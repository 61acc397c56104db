/** What an archive holds: its first entry, `manifest.json`. Times are nanoseconds since 1970 as decimal strings. */
export interface Manifest {
  readonly schemaVersion: 1
  /** Name of the archive without its ending; unique. */
  readonly id: string
  /** RFC 3339. */
  readonly createdAt: string
  /** Made before a repair, or on its own. */
  readonly reason: 'repair' | 'request'
  /** The scheduler was running: raft.db is a consistent copy of one moment. */
  readonly live: boolean
  readonly roots: readonly ManifestRoot[]
  readonly entries: readonly ManifestEntry[]
  /** Sockets, pipes and devices, and the unfinished snapshots of a running scheduler: not in the archive. */
  readonly skipped: readonly {readonly path: string; readonly reason: string}[]
}

/** A folder or a single file that was backed up. */
export interface ManifestRoot {
  /** Name inside the archive and of the restored folder. */
  readonly name: string
  /** Where it stood, absolute. */
  readonly path: string
}

export type ManifestEntry = ManifestFile | ManifestFolder | ManifestLink

interface Placed {
  /** `name` of its root. */
  readonly root: string
  /** Relative to the root, with slashes; empty for the root itself. */
  readonly path: string
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly mtimeNs: string
}

export interface ManifestFile extends Placed {
  readonly type: 'file'
  readonly size: number
  /** SHA-256 of the content, hex. */
  readonly sha256: string
}

export interface ManifestFolder extends Placed {
  readonly type: 'folder'
}

/** Recorded and restored as the link it is, never followed. */
export interface ManifestLink extends Placed {
  readonly type: 'symlink'
  readonly target: string
}

export const manifestName = 'manifest.json'

/** Name of an entry inside the archive. */
export const archiveName = (entry: ManifestEntry): string =>
  `${entry.root}${entry.path === '' ? '' : `/${entry.path}`}${entry.type === 'folder' ? '/' : ''}`

/** Where an entry stood, absolute. */
function originalPath(manifest: Manifest, entry: ManifestEntry): string {
  const root = manifest.roots.find(({name}) => name === entry.root)
  return `${root?.path ?? ''}${entry.path === '' ? '' : `/${entry.path}`}`
}

/** The entry that stood at an absolute path; null when the archive has none. */
export function entryAt(manifest: Manifest, path: string): ManifestEntry | null {
  return manifest.entries.find(entry => originalPath(manifest, entry) === path) ?? null
}

/** Decodes manifest.json; nothing in it is trusted to lead out of the folder that is restored into. */
export function decodeManifest(text: string): {readonly manifest: Manifest} | {readonly problem: string} {
  let value: Partial<Manifest>
  try {
    value = JSON.parse(text)
  } catch (error) {
    return {problem: `manifest.json is not JSON: ${(error as Error).message}`}
  }
  if (value?.schemaVersion !== 1) return {problem: `manifest.json has schemaVersion ${value?.schemaVersion}, not 1`}
  const {roots, entries} = value
  if (!Array.isArray(roots) || !Array.isArray(entries) || typeof value.id !== 'string') {
    return {problem: 'manifest.json is not a manifest'}
  }
  const names = new Set(roots.map(root => root?.name))
  const wrong = entries.findIndex(entry => !isEntry(entry, names))
  if (wrong >= 0) return {problem: `entry ${wrong} of manifest.json is not one`}
  if (roots.some(root => !isSafeName(root?.name) || typeof root.path !== 'string')) {
    return {problem: 'manifest.json names an unsafe root'}
  }
  return {manifest: value as Manifest}
}

const isSafeName = (name: unknown): boolean =>
  typeof name === 'string' && name !== '' && name !== '.' && name !== '..' && !/[/\0]/.test(name)

function isEntry(entry: ManifestEntry, roots: ReadonlySet<string>): boolean {
  if (typeof entry !== 'object' || entry === null || !roots.has(entry.root)) return false
  if (typeof entry.path !== 'string' || (entry.path !== '' && !entry.path.split('/').every(isSafeName))) return false
  if (![entry.mode, entry.uid, entry.gid].every(n => Number.isInteger(n) && n >= 0)) return false
  if (typeof entry.mtimeNs !== 'string' || !/^-?\d{1,20}$/.test(entry.mtimeNs)) return false
  if (entry.type === 'file')
    return Number.isSafeInteger(entry.size) && entry.size >= 0 && /^[0-9a-f]{64}$/.test(entry.sha256)
  return entry.type === 'folder' || (entry.type === 'symlink' && typeof entry.target === 'string')
}
