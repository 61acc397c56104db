import {execFileSync} from 'node:child_process'
import {createHash} from 'node:crypto'
import {join} from 'node:path'
import type {DataDir, RaftDbFile} from '../../../src/case/case.ts'
import {openBolt} from '../../../src/formats/bolt/open-bolt.ts'
import {effectiveConfiguration} from '../../../src/formats/raft/effective-configuration.ts'
import {readEntries} from '../../../src/formats/raft/read-entries.ts'
import type {SnapshotFacts} from '../../../src/formats/raft/types.ts'
import {readDataDir} from '../../../src/sources/data-dir/read-data-dir.ts'
import {openFileBytes} from '../../../src/sources/file-bytes.ts'

/** What `raft-oracle check` prints: the data-dir as the genuine libraries read it. */
export interface OracleReport {
  readonly stable: {
    readonly CurrentTerm: number | null
    readonly LastVoteTerm: number | null
    readonly LastVoteCand: string | null
  }
  readonly first: number
  readonly last: number
  readonly entries: number
  readonly gaps: number
  readonly types: Readonly<Record<string, number>>
  readonly data_bytes: number
  readonly log_sha256: string
  readonly configuration: {readonly index: number; readonly servers: readonly OracleServer[] | null}
  readonly snapshots?: readonly OracleSnapshot[] | null
}

interface OracleServer {
  readonly id: string
  readonly address: string
  readonly suffrage: string
}

interface OracleSnapshot {
  readonly id: string
  readonly version: number
  readonly index: number
  readonly term: number
  readonly size: number
  readonly configurationIndex: number
  readonly configuration: readonly OracleServer[]
  readonly open: string
}

/** Runs the genuine reader; `store` is the library to open with (v1 boltdb, v2 bbolt). */
export function askOracle(program: string, folder: string, store: 'v1' | 'v2'): OracleReport {
  return JSON.parse(execFileSync(program, ['check', '-store', store, folder], {encoding: 'utf8'}))
}

/** Our own reading of the same data-dir, in the words of the genuine one. */
export function ownReport(folder: string): OracleReport {
  const dataDir = readDataDir(folder, {check: true})
  const file = storeOf(dataDir)
  const {stable, log} = file.store ?? never('no store')
  const snapshots = dataDir.snapshots.state === 'read' ? dataDir.snapshots.value : never('no snapshots')
  const effective = effectiveConfiguration(file.store, snapshots)
  return {
    stable: {
      CurrentTerm: number(stable.currentTerm),
      LastVoteTerm: number(stable.lastVoteTerm),
      LastVoteCand: stable.lastVoteCandidate,
    },
    first: Number(log.first),
    last: Number(log.last),
    entries: log.count - log.badEntryCount,
    gaps: log.gaps.reduce((sum, gap) => sum + Number(gap.to - gap.from + 1n), 0),
    types: Object.fromEntries(Object.entries(log.byType).map(([type, count]) => [`Log${type}`, count])),
    ...digest(join(folder, file.file)),
    configuration: {index: Number(effective?.index ?? 0n), servers: servers(effective?.servers ?? [])},
    snapshots: snapshots.filter(snapshot => snapshot.listed).map(ownSnapshot),
  }
}

/** Picks what both readings have, so that the rest of the oracle's report does not disturb. */
export function comparable(report: OracleReport): OracleReport {
  const {stable, first, last, entries, gaps, types, data_bytes, log_sha256, configuration} = report
  const snapshots = (report.snapshots ?? []).map(snapshot => ({
    id: snapshot.id,
    version: snapshot.version,
    index: snapshot.index,
    term: snapshot.term,
    size: snapshot.size,
    configurationIndex: snapshot.configurationIndex,
    configuration: servers(snapshot.configuration),
    open: snapshot.open === 'ok' ? 'ok' : 'fails',
  }))
  const effective = {index: configuration.index, servers: servers(configuration.servers ?? [])}
  return {stable, first, last, entries, gaps, types, data_bytes, log_sha256, configuration: effective, snapshots}
}

function ownSnapshot({meta, problem}: SnapshotFacts): OracleSnapshot {
  if (meta === null) return never('a listed snapshot without meta')
  return {
    id: meta.id,
    version: meta.version,
    index: Number(meta.index),
    term: Number(meta.term),
    size: Number(meta.size),
    configurationIndex: Number(meta.configuration.index),
    configuration: servers(meta.configuration.servers),
    open: problem === null ? 'ok' : 'fails',
  }
}

/** SHA-256 over every entry as `raft-oracle check` makes it (oracle/README.md). */
export function digest(path: string): {readonly data_bytes: number; readonly log_sha256: string} {
  const bytes = openFileBytes(path)
  const hash = createHash('sha256')
  const head = Buffer.alloc(33)
  let dataBytes = 0
  readEntries(openBolt(bytes), 0n, 2n ** 64n - 1n, entry => {
    if ('problem' in entry) return undefined
    head.writeBigUInt64BE(entry.index, 0)
    head.writeBigUInt64BE(entry.term, 8)
    head.writeUInt8(entry.typeNumber, 16)
    head.writeBigUInt64BE(BigInt(entry.data?.length ?? 0), 17)
    head.writeBigInt64BE(entry.appendedAt ?? 0n, 25)
    hash.update(head)
    hash.update(entry.data ?? '')
    hash.update(entry.extensions ?? '')
    dataBytes += entry.data?.length ?? 0
    return undefined
  })
  bytes.close()
  return {data_bytes: dataBytes, log_sha256: hash.digest('hex')}
}

export function storeOf(dataDir: DataDir): RaftDbFile {
  return dataDir.raftDb.state === 'read' ? dataDir.raftDb.value : never(dataDir.raftDb.state)
}

const number = (value: bigint | null): number | null => (value === null ? null : Number(value))

const servers = (list: readonly OracleServer[]): OracleServer[] =>
  list.map(({id, address, suffrage}) => ({id, address, suffrage}))

function never(what: string): never {
  throw new Error(what)
}
