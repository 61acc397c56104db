import type {DataDir, RaftDbFile} from '../case/case.ts'
import {type Read, readValue} from '../case/read.ts'
import {configurationHistory, effectiveConfiguration} from '../formats/raft/effective-configuration.ts'
import {predictStart} from '../formats/raft/predict-start.ts'
import type {PeersFile, SnapshotFacts, StartPrediction, StoredConfiguration} from '../formats/raft/types.ts'

/** Everything known of one data-dir, with what follows from it. The `facts` of `doctor inspect`. */
export interface DescribedDataDir {
  readonly dataDir: string
  readonly raftFolder: string | null
  /** raft.db; null with the reason beside it when there is none to read. */
  readonly raftDb: RaftDbFile | null
  readonly raftDbMissing: string | null
  /** Every stored configuration, oldest first. */
  readonly configurations: readonly StoredConfiguration[]
  /** The one Raft holds elections by. */
  readonly configuration: StoredConfiguration | null
  readonly snapshots: readonly SnapshotFacts[]
  readonly snapshotsMissing: string | null
  readonly peersFiles: readonly PeersFile[]
  /** How Raft comes up on this; null when raft.db cannot be read. */
  readonly start: StartPrediction | null
  readonly strangers: readonly string[]
  readonly remoteFileSystem: string | null
}

export function describeDataDir(dataDir: DataDir): DescribedDataDir {
  const raftDb = readValue(dataDir.raftDb)
  const store = raftDb?.store ?? null
  const snapshots = readValue(dataDir.snapshots) ?? []
  return {
    dataDir: dataDir.path,
    raftFolder: dataDir.raftPath,
    raftDb,
    raftDbMissing: whyMissing(dataDir.raftDb),
    configurations: configurationHistory(store, snapshots),
    configuration: effectiveConfiguration(store, snapshots),
    snapshots,
    snapshotsMissing:
      dataDir.snapshotsFolder === 'missing' ? 'there is no snapshots folder' : whyMissing(dataDir.snapshots),
    peersFiles: dataDir.peersFiles,
    start: dataDir.raftDb.state === 'unreadable' ? null : predictStart(dataDir.raftDb, snapshots, dataDir.peersFiles),
    strangers: dataDir.strangers,
    remoteFileSystem: dataDir.remoteFileSystem,
  }
}

function whyMissing(value: Read<unknown>): string | null {
  switch (value.state) {
    case 'read':
      return null
    case 'absent':
      return `${value.where} is not there`
    case 'unreadable':
      return `${value.where}: ${value.reason}`
    case 'not-collected':
      return 'not looked at'
  }
}
