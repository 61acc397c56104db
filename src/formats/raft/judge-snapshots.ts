import {compareSnapshots} from './snapshot-order.ts'
import type {SnapshotBody, SnapshotFacts, SnapshotMeta} from './types.ts'

/** Snapshots Dkron keeps (dkron agent.go, raft.NewFileSnapshotStore with 3); raft loads no older one. */
const snapshotsRetained = 3

/** A snapshot folder with what its files say, not yet judged against the others. */
export interface FoundSnapshot {
  readonly folder: string
  readonly meta: SnapshotMeta | null
  readonly metaProblem: string | null
  /** Bytes of state.bin; null when it is missing. */
  readonly stateSize: number | null
}

/** What reading a state.bin through gave. */
export interface StateFacts {
  /** 16 hex digits of its CRC-64; null when it could not be read. */
  readonly crc: string | null
  readonly body: SnapshotBody
  /** Why `crc` is null. */
  readonly problem: string | null
}

/** Raft ignores it: a folder still being written, or left by a crash (raft file_snapshot.go `tmpSuffix`). */
export function isTemporary(folder: string): boolean {
  return folder.endsWith('.tmp')
}

function isListed(found: FoundSnapshot): found is FoundSnapshot & {readonly meta: SnapshotMeta} {
  return found.meta !== null && !isTemporary(found.folder) && found.meta.version >= 0 && found.meta.version <= 1
}

/**
 * Judges snapshot folders by raft's rules (file_snapshot.go `getSnapshots`, `List`, `Open`): which it lists, which are
 * among the newest `snapshotsRetained`, which of those open. `readState` is called newest first for folders whose
 * state.bin is to be read through, and gives null for one that is to be left unread. Result: listed ones newest first,
 * then the rest by name.
 */
export function judgeSnapshots(
  found: readonly FoundSnapshot[],
  readState: (snapshot: FoundSnapshot, nothingLoadsYet: boolean) => StateFacts | null,
): SnapshotFacts[] {
  const listed = found.filter(isListed).sort((a, b) => compareSnapshots(b.meta, a.meta))
  const rest = found.filter(snapshot => !isListed(snapshot)).sort((a, b) => (a.folder < b.folder ? -1 : 1))
  const folders = new Set(found.map(snapshot => snapshot.folder))
  let nothingLoads = true
  return [...listed, ...rest].map((snapshot, position) => {
    const isTried = position < Math.min(listed.length, snapshotsRetained)
    const state = readState(snapshot, isTried && nothingLoads)
    const checksum = judgeChecksum(snapshot, state)
    const problem = problemOf(snapshot, checksum, state, folders)
    if (isTried && problem === null) nothingLoads = false
    return {
      folder: snapshot.folder,
      temporary: isTemporary(snapshot.folder),
      meta: snapshot.meta,
      metaProblem: snapshot.metaProblem,
      renamed: isListed(snapshot) && snapshot.meta.id !== snapshot.folder,
      stateSize: snapshot.stateSize,
      checksum,
      listed: isListed(snapshot),
      retained: isTried,
      problem,
      body: state?.body ?? {kind: 'not-read'},
    }
  })
}

function judgeChecksum(snapshot: FoundSnapshot, state: StateFacts | null): SnapshotFacts['checksum'] {
  if (snapshot.stateSize === null) return 'unreadable'
  if (state === null) return 'not-checked'
  if (state.crc === null) return 'unreadable'
  return state.crc === snapshot.meta?.crc ? 'right' : 'wrong'
}

function problemOf(
  snapshot: FoundSnapshot,
  checksum: SnapshotFacts['checksum'],
  state: StateFacts | null,
  folders: ReadonlySet<string>,
): string | null {
  if (isTemporary(snapshot.folder)) return 'never finished (.tmp); Raft ignores it'
  if (snapshot.meta === null) return `meta.json: ${snapshot.metaProblem}; Raft leaves the snapshot out`
  if (!isListed(snapshot)) return `snapshot version ${snapshot.meta.version} is not supported`
  if (snapshot.meta.id !== snapshot.folder && !folders.has(snapshot.meta.id)) {
    return `the folder was renamed: meta.json names ${snapshot.meta.id}, where Raft looks for the files`
  }
  if (snapshot.stateSize === null) return 'state.bin is missing'
  if (checksum === 'unreadable') return `state.bin cannot be read: ${state?.problem}`
  if (checksum === 'wrong')
    return `state.bin does not match its checksum: ${state?.crc}, meta.json says ${snapshot.meta.crc}`
  return null
}
