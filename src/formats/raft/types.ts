import type {Damage} from '../bolt/types.ts'

/** Values of hashicorp/raft 1.0 to 1.8 and raft-boltdb as they stand on disk. Indexes and terms are bigint. */

/** Configuration entry suffrage (raft configuration.go `ServerSuffrage`); `Staging` counts as a nonvoter. */
export type Suffrage = 'Voter' | 'Nonvoter' | 'Staging'

/** One server of a stored configuration. */
export interface RaftServer {
  /** Server ID: Dkron's node name, Nomad's and Consul's node UUID. */
  readonly id: string
  /** What peers dial, `host:port`. */
  readonly address: string
  readonly suffrage: Suffrage
}

/** A configuration with where it stands. */
export interface StoredConfiguration {
  readonly servers: readonly RaftServer[]
  /** Log index of the entry, or the snapshot's ConfigurationIndex. */
  readonly index: bigint
  /** Term of the entry; for a snapshot the snapshot's term. */
  readonly term: bigint
  readonly from: 'log' | 'snapshot'
  /** Where it was read, e.g. `raft/raft.db` or `raft/snapshots/2-21-1700000000000/meta.json`. */
  readonly file: string
  /** True for the peer lists of raft protocol versions below 3 (ID = address). */
  readonly deprecatedPeers: boolean
  /** Leader's clock when appended, RFC 3339 with nanoseconds; null when zero or absent. */
  readonly appendedAt: string | null
}

/** raft-boltdb's `conf` bucket. */
export interface StableStore {
  /** null = key absent. */
  readonly currentTerm: bigint | null
  readonly lastVoteTerm: bigint | null
  /** The ADDRESS (host:port) of the candidate last voted for, not its ID. */
  readonly lastVoteCandidate: string | null
  /** Keys other than these three, by name. */
  readonly otherKeys: readonly string[]
}

/** Names of raft's log types (raft log.go `LogType`); anything else is `Unknown`. */
export type LogTypeName =
  | 'Command'
  | 'Noop'
  | 'AddPeerDeprecated'
  | 'RemovePeerDeprecated'
  | 'Barrier'
  | 'Configuration'
  | 'Unknown'

/** One run of entries of the same term. */
export interface TermRun {
  readonly term: bigint
  readonly first: bigint
  readonly last: bigint
  readonly count: number
}

/** Indexes missing between two stored entries, both ends included. */
export interface LogGap {
  readonly from: bigint
  readonly to: bigint
}

/** An entry that could not be decoded, or whose Index differs from its key. */
export interface BadEntry {
  readonly index: bigint
  readonly reason: string
}

/** The log without its command bodies. */
export interface LogSummary {
  /** 0n when the log is empty. */
  readonly first: bigint
  readonly last: bigint
  /** Term of the last entry, 0n when empty. */
  readonly lastTerm: bigint
  readonly count: number
  readonly byType: Readonly<Partial<Record<LogTypeName, number>>>
  readonly terms: readonly TermRun[]
  readonly gaps: readonly LogGap[]
  /** At most 100 of them; `badEntryCount` has the number. */
  readonly badEntries: readonly BadEntry[]
  readonly badEntryCount: number
  /** Terms that go down with the index: (index, term) of the first entry after each fall. */
  readonly termFalls: readonly {readonly index: bigint; readonly term: bigint}[]
}

/** One decoded log entry. */
export interface LogEntry {
  readonly index: bigint
  readonly term: bigint
  readonly type: LogTypeName
  /** Raw number of the type. */
  readonly typeNumber: number
  readonly data: Uint8Array | null
  readonly extensions: Uint8Array | null
  /** Unix nanoseconds; null when zero or absent. */
  readonly appendedAt: bigint | null
}

/** A snapshot folder as found. */
export interface SnapshotFacts {
  /** Folder name under `raft/snapshots`. */
  readonly folder: string
  /** Name ends in `.tmp`: left by a crash, ignored by Raft. */
  readonly temporary: boolean
  readonly meta: SnapshotMeta | null
  /** Why `meta` is null. */
  readonly metaProblem: string | null
  /** meta.json's ID differs from the folder's name: listed by Raft, but cannot be opened. */
  readonly renamed: boolean
  /** Bytes of state.bin; null when it is missing. */
  readonly stateSize: number | null
  /** CRC-64 of state.bin against meta.json. */
  readonly checksum: 'right' | 'wrong' | 'unreadable' | 'not-checked'
  /** Raft lists it (not `.tmp`, meta.json parses, Version 0 or 1). */
  readonly listed: boolean
  /** Among the newest `retain` of the listed. */
  readonly retained: boolean
  /** What keeps Raft from loading it; null = loads (the body is judged apart, in `body`). */
  readonly problem: string | null
  /** The state machine's body. */
  readonly body: SnapshotBody
}

export interface SnapshotMeta {
  readonly version: number
  readonly id: string
  readonly index: bigint
  readonly term: bigint
  readonly configuration: StoredConfiguration
  /** Bytes of state.bin according to meta.json. */
  readonly size: bigint
  /** 16 hex digits, or null when absent. */
  readonly crc: string | null
}

export type SnapshotBody =
  | {readonly kind: 'buntdb'}
  | {readonly kind: 'badger'}
  | {readonly kind: 'empty'}
  | {readonly kind: 'foreign'; readonly reason: string}
  | {readonly kind: 'damaged'; readonly reason: string}
  | {readonly kind: 'not-read'}

/** What `raft/peers.json` holds, judged by the rules of raft's ReadConfigJSON and checkConfiguration. */
export interface PeersFile {
  /** Path relative to the data-dir. */
  readonly file: string
  /** The one place Dkron reads is `raft/peers.json`. */
  readonly placed: 'read-at-start' | 'never-read'
  readonly style: 'servers' | 'addresses' | 'unparsable'
  readonly servers: readonly RaftServer[]
  /** Go's error, in the words the scheduler would log; null when it parses. */
  readonly parseError: string | null
  /** Broken rules of the configuration check, in raft's order; the first one is what raft reports. */
  readonly ruleErrors: readonly string[]
}

/** How Raft would come up on this state, whatever the present server ID. */
export type StartPrediction =
  | {readonly outcome: 'starts'; readonly snapshot: string | null}
  | {readonly outcome: 'empty'; readonly reason: string}
  | {readonly outcome: 'waits'; readonly reason: string}
  | {readonly outcome: 'exits'; readonly reason: string}
  | {readonly outcome: 'panics'; readonly reason: string}

/** Everything read from one raft.db. */
export interface RaftStore {
  readonly stable: StableStore
  readonly log: LogSummary
  /** Every configuration in the log, oldest first. */
  readonly configurations: readonly StoredConfiguration[]
  /** Damage met while reading (not the full check). */
  readonly damage: readonly Damage[]
}
