import type {
  LogSummary,
  PeersFile,
  RaftServer,
  SnapshotFacts,
  StoredConfiguration,
  Suffrage,
} from '../../src/formats/raft/types.ts'

/** What stands on disk, made by hand. */

export function member(text: string, suffrage: Suffrage = 'Voter'): RaftServer {
  const [id = '', address] = text.split('@')
  return {id, address: address ?? '10.0.0.1:6868', suffrage}
}

export function configuration(servers: readonly RaftServer[], index = 1n, term = 1n): StoredConfiguration {
  return {
    servers,
    index,
    term,
    from: 'log',
    file: 'raft/raft.db',
    deprecatedPeers: false,
    appendedAt: null,
  }
}

export function logOf(used: boolean, changes: Partial<LogSummary> | undefined): LogSummary {
  return {
    first: used ? 1n : 0n,
    last: used ? 20n : 0n,
    lastTerm: used ? 2n : 0n,
    count: used ? 20 : 0,
    byType: {},
    terms: used
      ? [
          {term: 1n, first: 1n, last: 1n, count: 1},
          {term: 2n, first: 2n, last: 20n, count: 19},
        ]
      : [],
    gaps: [],
    badEntries: [],
    badEntryCount: 0,
    termFalls: [],
    ...changes,
  }
}

export function snapshot(changes: Partial<SnapshotFacts> & {readonly index?: bigint} = {}): SnapshotFacts {
  const {index = 20n, ...rest} = changes
  const folder = rest.folder ?? `2-${index}-1700000000000`
  return {
    folder,
    temporary: false,
    meta: {
      version: 1,
      id: folder,
      index,
      term: 2n,
      configuration: {...configuration([member('n1')]), from: 'snapshot'},
      size: 100n,
      crc: '0000000000000000',
    },
    metaProblem: null,
    renamed: false,
    stateSize: 100,
    checksum: 'right',
    listed: true,
    retained: true,
    problem: null,
    body: {kind: 'buntdb'},
    ...rest,
  }
}

export function peersFile(changes: Partial<PeersFile>): PeersFile {
  return {
    file: 'raft/peers.json',
    placed: 'read-at-start',
    style: 'servers',
    servers: [],
    parseError: null,
    ruleErrors: [],
    ...changes,
  }
}
