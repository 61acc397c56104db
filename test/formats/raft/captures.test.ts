import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {describe, expect, test} from 'vitest'
import type {DataDir} from '../../../src/case/case.ts'
import {predictStart} from '../../../src/formats/raft/predict-start.ts'
import type {SnapshotFacts} from '../../../src/formats/raft/types.ts'
import {readDataDir} from '../../../src/sources/data-dir/read-data-dir.ts'
import {unpack} from '../../unpack.ts'
import {storeOf} from './oracle-report.ts'

/** What a program on the genuine libraries and Dkron's own code read from a captured data-dir (facts.json). */
interface DirFacts {
  readonly conf_bucket?: Readonly<Record<string, string>>
  readonly config_entries?:
    | readonly {readonly index: number; readonly term: number; readonly servers: readonly string[]}[]
    | null
  readonly first_index?: number
  readonly last_index?: number
  readonly log_types?: Readonly<Record<string, number>>
  readonly terms?: Readonly<Record<string, number>>
  readonly raftdb_error?: string
  readonly raftdb_size?: number
  readonly snapshots?:
    | readonly {
        readonly dir: string
        readonly index: number
        readonly term: number
        readonly size: number
        readonly version: number
        readonly conf: readonly string[]
        readonly conf_index: number
      }[]
    | null
}

const folder = fileURLToPath(new URL('../../../fixtures/dkron/', import.meta.url))
const cases = readdirSync(folder).filter(name => existsSync(join(folder, name, 'facts.json')))
const dirs = cases.flatMap(name =>
  readdirSync(join(folder, name))
    .filter(file => file.endsWith('.tar.gz'))
    .map(file => ({name, dir: file.slice(0, -'.tar.gz'.length)})),
)

const open = (name: string, dir: string, check = true): DataDir => {
  const unpacked = unpack(`dkron/${name}/${dir}.tar.gz`)
  return readDataDir(join(unpacked, readdirSync(unpacked)[0] as string), {check})
}
const snapshotsOf = (d: DataDir): readonly SnapshotFacts[] => (d.snapshots.state === 'read' ? d.snapshots.value : [])
const predict = (d: DataDir) => {
  if (d.raftDb.state === 'unreadable') throw new Error(d.raftDb.reason)
  return predictStart(d.raftDb, snapshotsOf(d), d.peersFiles)
}
const shown = (servers: readonly {suffrage: string; id: string; address: string}[]) =>
  servers.map(s => `${s.suffrage} id=${s.id} addr=${s.address}`)

test('there are captures to compare with', () => expect(dirs.length).toBeGreaterThan(60))

const factsOf = (name: string, dir: string): DirFacts | string | undefined =>
  JSON.parse(readFileSync(join(folder, name, 'facts.json'), 'utf8')).datadir?.[dir]
const described = dirs.flatMap(({name, dir}) => {
  const want = factsOf(name, dir)
  return typeof want === 'object' ? [{name, dir, want}] : []
})

describe('captured data-dirs are read as the genuine libraries read them', () => {
  test('most have facts', () => expect(described.length).toBeGreaterThan(60))

  test.each(described)('$name $dir', ({name, dir, want}) => {
    const dataDir = open(name, dir)
    const file = storeOf(dataDir)
    expect(file.size).toBe(want.raftdb_size)
    expect(file.store === null).toBe(want.raftdb_error !== undefined)
    if (file.store === null) return
    const {stable, log, configurations} = file.store
    expect({
      CurrentTerm: String(stable.currentTerm ?? 0n),
      LastVoteTerm: String(stable.lastVoteTerm ?? 0n),
      LastVoteCand: stable.lastVoteCandidate ?? '',
    }).toEqual({CurrentTerm: '0', LastVoteTerm: '0', LastVoteCand: '', ...want.conf_bucket})
    expect([log.first, log.last]).toEqual([BigInt(want.first_index ?? 0), BigInt(want.last_index ?? 0)])
    expect(Object.fromEntries(Object.entries(log.byType).map(([t, n]) => [`Log${t}`, n]))).toEqual(want.log_types)
    expect(Object.fromEntries(log.terms.map(run => [String(run.term), run.count]))).toEqual(want.terms)
    expect(
      configurations.map(c => ({index: Number(c.index), term: Number(c.term), servers: shown(c.servers)})),
    ).toEqual(want.config_entries ?? [])
    const snapshots = snapshotsOf(dataDir).flatMap(({folder: name, meta}) =>
      meta === null
        ? []
        : [
            {
              dir: name,
              index: Number(meta.index),
              term: Number(meta.term),
              size: Number(meta.size),
              version: meta.version,
              conf: shown(meta.configuration.servers),
              conf_index: Number(meta.configuration.index),
            },
          ],
    )
    expect(snapshots).toEqual(
      (want.snapshots ?? []).map(({dir, index, term, size, version, conf, conf_index}) => ({
        dir,
        index,
        term,
        size,
        version,
        conf,
        conf_index,
      })),
    )
    expect(log.badEntryCount).toBe(0)
    expect(log.gaps).toEqual([])
  })
})

describe('captured data-dirs are whole, except where the case says otherwise', () => {
  test.each(dirs)('$name $dir', ({name, dir}) => {
    const dataDir = open(name, dir)
    const broken = /raftdb|snap-bad-crc|snap-no-meta/.test(name)
    const faults = [
      ...storeOf(dataDir)
        .damage.filter(damage => damage.severity === 'error')
        .map(damage => damage.code),
      ...snapshotsOf(dataDir).flatMap(snapshot => snapshot.problem ?? []),
    ]
    expect(faults.length > 0).toBe(broken)
  })
})

/** What each start really did, from the captured logs; the default is a start. */
const starts: readonly (readonly [RegExp, string, RegExp])[] = [
  [/e3a5-peersjson-malformed/, 'exits', /^recovery failed to parse peers\.json: unexpected EOF$/],
  [
    /e3a12-peersjson-no-state/,
    'exits',
    /^recovery failed: refused to recover cluster with no initial state, this is probably an operator error$/,
  ],
  [/e5-raftdb-both-metas/, 'exits', /^error creating new raft store: invalid database$/],
  [/e5-raftdb-zeroed-page/, 'panics', /^page 4 /],
  [/e5-snap-bad-crc/, 'exits', /^new raft: failed to load any existing snapshots$/],
  [/e5-snap-(no-meta|removed)/, 'waits', /no configuration/],
  [/e4-8-expect3-only2|l85-expect-3-2-3|bootstrap-race|encrypt-mismatch/, 'empty', /bootstraps/],
]

describe('predicted starts', () => {
  test.each(dirs)('$name $dir', ({name, dir}) => {
    const [, outcome, reason] = starts.find(([pattern]) => pattern.test(name)) ?? [null, 'starts', /^$/]
    const prediction = predict(open(name, dir, false))
    expect(prediction.outcome).toBe(outcome)
    expect('reason' in prediction ? prediction.reason : '').toMatch(reason)
    if (outcome !== 'exits') return
    const log = readdirSync(join(folder, name)).filter(file => file.startsWith('log-'))
    const said = log.map(file => readFileSync(join(folder, name, file), 'utf8')).join()
    expect(said).toContain(`error="${'reason' in prediction ? prediction.reason : ''}"`)
  })
})
