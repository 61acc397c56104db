import {join} from 'node:path'
import type {DataDir} from '../../case/case.ts'
import {readValue} from '../../case/read.ts'
import {loadSnapshot, type SnapshotLoad} from '../../formats/dkron/load-snapshot.ts'
import {snapshotsTried} from '../../formats/raft/snapshot-order.ts'
import type {SnapshotFacts} from '../../formats/raft/types.ts'
import {systemReason} from '../data-dir/read-small-file.ts'
import {openFileBytes} from '../file-bytes.ts'

export interface ChosenSnapshot {
  readonly folder: string
  readonly index: bigint
  readonly load: SnapshotLoad
  /** Why Raft would not load it; null when it would. */
  readonly salvaged: string | null
}

export interface SnapshotChoice {
  readonly chosen: ChosenSnapshot | null
  readonly passedOver: readonly {readonly folder: string; readonly reason: string}[]
  /** The newest snapshot is of Dkron 2.0, whose body is a Badger backup: it is not read. */
  readonly badger: boolean
}

export interface ChooseOptions {
  readonly outputs: boolean
  /** The whole log is there: a snapshot that Raft would refuse is not needed. */
  readonly logIsWhole: boolean
}

/**
 * The snapshot to start from: the one Raft would load. When Raft would load none, and the log alone does not tell
 * everything, the newest that still gives something.
 */
export function chooseSnapshot(dataDir: DataDir, options: ChooseOptions): SnapshotChoice {
  const snapshots = readValue(dataDir.snapshots) ?? []
  const passedOver: {folder: string; reason: string}[] = []
  let badger = false
  for (const snapshot of snapshotsTried(snapshots)) {
    const read = snapshot.problem === null ? loadBody(dataDir, snapshot, options.outputs) : null
    const reason = snapshot.problem ?? (typeof read === 'string' ? read : (read?.problem ?? null))
    if (reason === null) {
      const chosen = {folder: snapshot.folder, index: snapshot.meta.index, load: read as SnapshotLoad, salvaged: null}
      return {chosen, passedOver, badger}
    }
    badger ||= snapshot.body.kind === 'badger'
    passedOver.push({folder: snapshot.folder, reason})
  }
  if (options.logIsWhole) return {chosen: null, passedOver, badger}
  for (const {snapshot, index} of salvageable(snapshots)) {
    const load = loadBody(dataDir, snapshot, options.outputs)
    const isEmpty = typeof load === 'string' || load.state.jobs.size + load.state.executions.size === 0
    if (isEmpty) continue
    const known = passedOver.findIndex(other => other.folder === snapshot.folder)
    const salvaged = passedOver[known]?.reason ?? snapshot.problem ?? load.problem ?? 'Raft keeps newer ones'
    if (known !== -1) passedOver.splice(known)
    return {chosen: {folder: snapshot.folder, index, load, salvaged}, passedOver, badger}
  }
  return {chosen: null, passedOver, badger}
}

/** Every folder that says how far it reaches, by its name if it must; finished ones first, newest first. */
function salvageable(snapshots: readonly SnapshotFacts[]): {snapshot: SnapshotFacts; index: bigint}[] {
  return snapshots
    .flatMap(snapshot => {
      const named = /^\d{1,20}-(\d{1,20})-\d{1,20}(\.tmp)?$/.exec(snapshot.folder)?.[1]
      const index = snapshot.meta?.index ?? (named === undefined ? null : BigInt(named))
      return index === null || snapshot.stateSize === null ? [] : [{snapshot, index}]
    })
    .sort((a, b) => {
      if (a.snapshot.temporary !== b.snapshot.temporary) return a.snapshot.temporary ? 1 : -1
      return a.index === b.index ? 0 : a.index < b.index ? 1 : -1
    })
}

/** The body's content, or why it cannot be had. */
function loadBody(dataDir: DataDir, snapshot: SnapshotFacts, outputs: boolean): SnapshotLoad | string {
  const {body} = snapshot
  if (body.kind === 'badger') return 'written by Dkron 2.0 (Badger backup), which is not read'
  if (body.kind === 'foreign') return `no snapshot of Dkron: ${body.reason}`
  if (dataDir.raftPath === null) return 'no raft folder'
  try {
    const bytes = openFileBytes(join(dataDir.raftPath, 'snapshots', snapshot.folder, 'state.bin'))
    try {
      return loadSnapshot(bytes, {now: Math.floor(Date.now() / 1000), outputs})
    } finally {
      bytes.close()
    }
  } catch (error) {
    return `state.bin cannot be read: ${systemReason(error)}`
  }
}
