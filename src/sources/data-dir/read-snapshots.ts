import {closeSync, existsSync, openSync, readdirSync, readSync, statSync} from 'node:fs'
import {join} from 'node:path'
import type {Read} from '../../case/read.ts'
import {read, unreadable} from '../../case/read.ts'
import {Crc64} from '../../formats/crc64.ts'
import {decodeSnapshotMeta} from '../../formats/raft/decode-snapshot-meta.ts'
import {bodyHeadLength, detectSnapshotBody} from '../../formats/raft/detect-snapshot-body.ts'
import type {FoundSnapshot, StateFacts} from '../../formats/raft/judge-snapshots.ts'
import {isTemporary, judgeSnapshots} from '../../formats/raft/judge-snapshots.ts'
import type {SnapshotFacts} from '../../formats/raft/types.ts'
import {folderReason, isAbsence, isDenial, readSmallFile, systemReason} from './read-small-file.ts'

export interface ReadSnapshotsOptions {
  /** Read every state.bin through; otherwise only, newest first, until one is right, as Raft does at start. */
  readonly check: boolean
  /** Bytes of one state.bin read so far; `file` as in the facts. */
  readonly onProgress?: (doneBytes: number, totalBytes: number, file: string) => void
}

const chunkSize = 1024 * 1024

/**
 * Reads the folder `snapshots/`: every meta.json, and the checksum of state.bin. `relativeName` is the folder's path
 * from the data-dir. Listed snapshots come newest first, then the others. No snapshots when there is no folder; all
 * of them are `unreadable` when one may not be looked at, for the scheduler may be allowed to, and when something
 * else lies in the folder's place, which Raft cannot start beside (file_snapshot.go: `os.MkdirAll`).
 */
export function readSnapshots(
  path: string,
  relativeName: string,
  options: ReadSnapshotsOptions,
): Read<readonly SnapshotFacts[]> {
  let folders: string[]
  try {
    // Links are no folders here: raft's own listing does not follow them either (os.ReadDir, `IsDir`).
    folders = readdirSync(path, {withFileTypes: true}).flatMap(entry => (entry.isDirectory() ? [entry.name] : []))
  } catch (error) {
    return isAbsence(error) && !existsSync(path) ? read([]) : unreadable(path, folderReason(error))
  }
  const denied: string[] = []
  const found = folders.map(folder => findSnapshot(path, folder, `${relativeName}/${folder}/meta.json`, denied))
  const readOne = (snapshot: FoundSnapshot, nothingLoadsYet: boolean): StateFacts | null => {
    const {folder, meta, stateSize} = snapshot
    const wanted = options.check ? !isTemporary(folder) : nothingLoadsYet
    if (meta === null || stateSize === null || !wanted) return null
    const {onProgress} = options
    const progress =
      onProgress && ((done: number) => onProgress(done, stateSize, `${relativeName}/${folder}/state.bin`))
    return readState(join(path, folder, 'state.bin'), denied, progress)
  }
  const judged = judgeSnapshots(found, readOne)
  return denied[0] === undefined ? read(judged) : unreadable(denied[0], 'permission denied')
}

/** Files that may not be looked at are added to `denied`. */
function findSnapshot(path: string, folder: string, metaName: string, denied: string[]): FoundSnapshot {
  const metaPath = join(path, folder, 'meta.json')
  const file = readSmallFile(metaPath)
  if ('denied' in file && file.denied) denied.push(metaPath)
  const meta =
    'bytes' in file ? decodeSnapshotMeta(file.bytes, metaName) : {problem: 'problem' in file ? file.problem : 'missing'}
  const stateSize = sizeOf(join(path, folder, 'state.bin'))
  if ('problem' in meta) return {folder, meta: null, metaProblem: meta.problem, stateSize}
  return {folder, meta, metaProblem: null, stateSize}
}

/** null when there is no such file; one that cannot be looked at has a size, but reading it fails. */
function sizeOf(path: string): number | null {
  try {
    return statSync(path).size
  } catch (error) {
    return isAbsence(error) ? null : 0
  }
}

function readState(path: string, denied: string[], onProgress?: (doneBytes: number) => void): StateFacts {
  let descriptor: number | null = null
  try {
    if (!statSync(path).isFile()) return {crc: null, body: {kind: 'not-read'}, problem: 'not a file'}
    descriptor = openSync(path, 'r')
    return readThrough(descriptor, onProgress)
  } catch (error) {
    if (isDenial(error)) denied.push(path)
    return {crc: null, body: {kind: 'not-read'}, problem: systemReason(error)}
  } finally {
    if (descriptor !== null) closeSync(descriptor)
  }
}

function readThrough(descriptor: number, onProgress?: (doneBytes: number) => void): StateFacts {
  const crc = new Crc64()
  const chunk = Buffer.alloc(chunkSize)
  let head = new Uint8Array()
  let done = 0
  for (;;) {
    const got = readSync(descriptor, chunk, 0, chunkSize, null)
    if (got === 0) break
    if (done === 0) head = Uint8Array.from(chunk.subarray(0, Math.min(got, bodyHeadLength)))
    crc.update(chunk.subarray(0, got))
    done += got
    onProgress?.(done)
  }
  return {crc: crc.hex(), body: detectSnapshotBody(head, done), problem: null}
}
