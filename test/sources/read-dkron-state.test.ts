import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import {join} from 'node:path'
import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {ToolError} from '../../src/errors.ts'
import {Crc64} from '../../src/formats/crc64.ts'
import {exportJobs} from '../../src/formats/dkron/export-jobs.ts'
import {parseVersion} from '../../src/formats/dkron/version.ts'
import {readDataDir} from '../../src/sources/data-dir/read-data-dir.ts'
import {readDkronState} from '../../src/sources/read-dkron-state.ts'
import {jobsAsShown} from '../formats/dkron/golden.ts'
import {unpack} from '../unpack.ts'
import {type CapturedDataDir, capturedDataDirs, type Fields} from './captured-jobs.ts'

const captured = capturedDataDirs()
/** Without a leader Dkron shows what its snapshot holds, and not the log after it. */
const shownFromSnapshot = 'v4.0.9-snap-1-natural-new-id/dkron.data'
const withJobs = captured.filter(c => (c.shown?.length ?? 0) > 0 && c.name !== shownFromSnapshot)

function dirOf(archive: string): string {
  const folder = unpack(archive)
  return join(folder, readdirSync(folder)[0] ?? '')
}

function stateOf(dir: string, release: string | null = null) {
  return readDkronState(dir, {version: release === null ? null : parseVersion(release), outputs: true})
}

function errorOf(dir: string): ToolError {
  try {
    stateOf(dir)
  } catch (error) {
    if (error instanceof ToolError) return error
    throw error
  }
  throw new TypeError('nothing was thrown')
}

/** What a run of the job changes. */
const ofRuns = ['success_count', 'error_count', 'last_success', 'last_error', 'status']
const withoutRuns = (job: Fields): Fields =>
  Object.fromEntries(Object.entries(job).filter(([field]) => !ofRuns.includes(field)))

describe('jobs of captured data-dirs', () => {
  it('has captures of three releases to look at', () => {
    expect(new Set(withJobs.map(c => c.release))).toEqual(new Set(['2.2.2', '3.2.7', '4.0.9']))
    expect(withJobs.length).toBeGreaterThan(25)
  })

  it.each(withJobs)('$name: as the API showed them', ({archive, release, shown, busy}) => {
    const {state, statement} = stateOf(dirOf(archive), release)
    expect(jobsAsShown(state, shown ?? [])).toEqual(shown)
    expect(statement).toMatchObject({complete: true, losses: []})
    const {jobs, leftOut, changed} = exportJobs(state)
    expect(jobs.map(({dependent_jobs, ...job}) => [dependent_jobs, pick(job, shown?.[0] ?? {})])).toEqual(
      shown?.map(({dependent_jobs: _, ...job}) => [null, job]),
    )
    expect([leftOut, changed]).toEqual([[], []])
    for (const {job_name, started_at, node_name} of busy) {
      const executions = [...(state.executions.get(String(job_name))?.values() ?? [])]
      const started = BigInt(Date.parse(String(started_at))) / 1000n
      expect(executions.map(e => [e.node_name, e.started_at?.seconds])).toContainEqual([node_name, started])
    }
  })

  it('the release makes no difference to them', () => {
    const [some] = withJobs.filter(c => c.release === '3.2.7')
    expect(jobsAsShown(stateOf(dirOf(some?.archive ?? '')).state, some?.shown ?? [])).toEqual(some?.shown)
  })

  const hidden = captured.filter(c => c.shown === null || c.shown.length === 0)
  const reference = (release: string): readonly Fields[] =>
    withJobs.find(c => c.release === release && c.shown?.length === 4)?.shown ?? []

  it.each(hidden.filter(holdsFourJobs))('$name: there though the API shows none', ({archive, release}) => {
    const shown = jobsAsShown(stateOf(dirOf(archive), release).state, reference(release))
    expect(shown.map(withoutRuns)).toEqual(reference(release).map(withoutRuns))
  })

  it('of the dead server are those of the server before it died', () => {
    const before = captured.find(c => c.name === 'v4.0.9-e1-0-healthy-first-start/dkron.data')
    const {state} = stateOf(dirOf('dkron/v4.0.9-e1-1-down-up-new-id-new-ip/dkron.data.tar.gz'), '4.0.9')
    expect(before?.shown?.length).toBe(3)
    expect(jobsAsShown(state, before?.shown ?? [])).toEqual(before?.shown)
  })

  it('of the snapshot alone are those a leaderless server shows', () => {
    const capture = captured.find(c => c.name === shownFromSnapshot) as CapturedDataDir
    const dir = dirOf(capture.archive)
    rmSync(join(dir, 'raft/raft.db'))
    const {state, statement} = stateOf(dir, '4.0.9')
    expect(jobsAsShown(state, capture.shown ?? [])).toEqual(capture.shown)
    expect(statement.entries).toBeNull()
    expect(statement.losses).toEqual([expect.stringMatching(/the log is not in it/)])
  })
})

/** The four jobs the captures were made with; e1 had three, and some clusters none. */
function holdsFourJobs({name}: CapturedDataDir): boolean {
  return /e2d|e2e1|e2a|e3a1-peersjson-panics|v3.2.7-e4-4|v4.0.9-e4-2|e5-(not|raft-m|snap-bad|snap-no-)|w5/.test(name)
}

function pick(job: Fields, like: Fields): Fields {
  return Object.fromEntries(Object.entries(job).filter(([field]) => field in like))
}

describe('the statement', () => {
  it('names entries and puts none in doubt when there is one voter', () => {
    const {statement} = stateOf(dirOf('dkron/v4.0.9-e1-1-down-up-new-id-new-ip/dkron.data.tar.gz'))
    expect(statement).toMatchObject({
      snapshot: null,
      entries: {from: 1n, to: 21n, count: 21},
      possiblyUncommitted: null,
      jobs: 3,
      executions: 6,
      complete: true,
    })
  })

  it('names snapshot and entries, and what may be uncommitted among several voters', () => {
    const {statement} = stateOf(dirOf('dkron/v4.0.9-e4-4-fixed-names-new-ips/d1.tar.gz'))
    expect(statement).toMatchObject({
      snapshot: {folder: '2-33-1795231101393', index: 33n, salvaged: null},
      entries: {from: 34n, to: 66n, count: 33},
      possiblyUncommitted: {from: 34n, to: 66n, count: 33},
      jobs: 4,
      executions: 24,
    })
  })

  it('takes a data-dir that is read already', () => {
    const dir = dirOf('dkron/v4.0.9-e4-1-healthy-3/d1.tar.gz')
    const options = {version: null, outputs: false}
    const {state, statement} = readDkronState(readDataDir(dir, {check: false}), options)
    expect(statement.jobs).toBe(4)
    const outputs = [...state.executions.values()].flatMap(list => [...list.values()].map(e => e.output.length))
    expect(outputs.length).toBe(6)
    expect(outputs.every(length => length === 0)).toBe(true)
  })
})

describe('damage', () => {
  const natural = 'dkron/v4.0.9-snap-0-natural-healthy/dkron.data.tar.gz'
  const shownNatural = captured.find(c => c.archive === natural)?.shown ?? []
  const snapshotIn = (dir: string): string => {
    const folder = join(dir, 'raft/snapshots')
    return join(folder, readdirSync(folder)[0] ?? '')
  }

  it('a snapshot that fails its checksum is read as a last resort, and said', () => {
    const {statement} = stateOf(dirOf('dkron/v4.0.9-e5-snap-bad-crc/dkron.data.tar.gz'))
    expect(statement).toMatchObject({jobs: 4, complete: false, snapshot: {salvaged: expect.stringMatching(/checksum/)}})
    expect(statement.losses).toEqual([expect.stringMatching(/refuses.*checksum/)])
  })

  it('a snapshot without meta.json likewise', () => {
    const {statement} = stateOf(dirOf('dkron/v4.0.9-e5-snap-no-meta/dkron.data.tar.gz'))
    expect(statement).toMatchObject({jobs: 4, complete: false, snapshot: {index: 19n}})
    expect(statement.losses).toEqual([expect.stringMatching(/meta\.json: missing/)])
  })

  it('a whole log needs no snapshot', () => {
    const dir = dirOf(natural)
    rmSync(join(dir, 'raft/snapshots'), {recursive: true})
    const {state, statement} = stateOf(dir, '4.0.9')
    expect(statement).toMatchObject({snapshot: null, entries: {from: 1n, to: 8600n}, complete: true, executions: 76})
    expect(jobsAsShown(state, shownNatural)).toEqual(shownNatural)
  })

  it('a whole log stands in for a broken snapshot', () => {
    const dir = dirOf(natural)
    truncateSync(join(snapshotIn(dir), 'state.bin'), 1000)
    const {state, statement} = stateOf(dir, '4.0.9')
    expect(statement.passedOver).toEqual([{folder: '2-8590-1795231453443', reason: expect.stringMatching(/checksum/)}])
    expect(statement).toMatchObject({snapshot: null, complete: true})
    expect(jobsAsShown(state, shownNatural)).toEqual(shownNatural)
  })

  it('a truncated snapshot without a log gives what it still holds', () => {
    const dir = dirOf('dkron/v4.0.9-e5-snap-bad-crc/dkron.data.tar.gz')
    const file = join(snapshotIn(dir), 'state.bin')
    truncateSync(file, statSync(file).size - 40)
    const {statement} = stateOf(dir)
    expect(statement.losses).toContainEqual(expect.stringMatching(/only up to its damage.*ends within/))
    expect(statement.jobs).toBeGreaterThan(0)
  })

  it('a later snapshot folder that never finished is no source while a finished one is', () => {
    const dir = dirOf(natural)
    const good = snapshotIn(dir)
    renameSync(good, join(dir, 'kept'))
    const {folder} = writeSnapshot(dir, '3-9000-1795231460000.tmp', Buffer.from('*3\r\n'))
    renameSync(join(dir, 'kept'), good)
    const {statement} = stateOf(dir)
    expect(statement.snapshot?.folder).not.toBe(folder)
    expect(statement.complete).toBe(true)
  })

  it('a folder that never finished comes after damaged ones that did', () => {
    const dir = dirOf('dkron/v4.0.9-e5-snap-bad-crc/dkron.data.tar.gz')
    const one = Buffer.from('*3\r\n$3\r\nset\r\n$6\r\njobs:a\r\n$28\r\n{"name":"a","schedule":"@x"}\r\n')
    writeSnapshot(dir, '3-9000-1795231460000.tmp', one)
    expect(stateOf(dir).statement).toMatchObject({jobs: 4, snapshot: {index: 19n}})
    for (const name of readdirSync(join(dir, 'raft/snapshots'))) {
      if (!name.endsWith('.tmp')) rmSync(join(dir, 'raft/snapshots', name), {recursive: true})
    }
    expect(stateOf(dir).statement).toMatchObject({jobs: 1, snapshot: {index: 9000n, salvaged: expect.any(String)}})
  })

  it("Dkron 2.0's body is named and not read", () => {
    const dir = dirOf('dkron/v4.0.9-e5-snap-bad-crc/dkron.data.tar.gz')
    const list = Buffer.concat([Buffer.of(0x0a, 4), Buffer.from('abcd')])
    const length = Buffer.alloc(8)
    length.writeBigUInt64LE(BigInt(list.length))
    rmSync(join(dir, 'raft/snapshots'), {recursive: true})
    writeSnapshot(dir, '3-19-1795231397565', Buffer.concat([length, list]))
    expect(errorOf(dir)).toMatchObject({code: 'STORE_UNREADABLE', message: expect.stringMatching(/Dkron 2\.0.*Badger/)})
  })

  it.each([
    ['v4.0.9-e5-raftdb-both-metas', 'STORE_UNREADABLE', /neither meta page is valid/],
    ['v4.0.9-e5-raftdb-zeroed-page', 'STORE_UNREADABLE', /page 4/],
    ['v4.0.9-e5-snap-removed', 'NO_RAFT_STATE', /are gone/],
    ['v4.0.9-e3a12-peersjson-no-state', 'NO_RAFT_STATE', /never held a job/],
    ['v4.0.9-e4-8-expect3-only2', 'NO_RAFT_STATE', /never held a job/, 'd1'],
  ])('%s ends in %s', (name, code, message, archive = 'dkron.data') => {
    const error = errorOf(dirOf(`dkron/${name}/${archive}.tar.gz`))
    expect(error).toMatchObject({code, message: expect.stringMatching(message), exit: 3})
    expect(error.suggestions.length).toBeGreaterThan(0)
  })

  it('no folder, an empty folder and an unreadable name end in an error too', () => {
    const dir = dirOf('dkron/v4.0.9-e4-8-expect3-only2/d1.tar.gz')
    expect(errorOf(join(dir, 'nowhere'))).toMatchObject({code: 'DATA_DIR_NOT_FOUND'})
    rmSync(join(dir, 'raft'), {recursive: true})
    expect(errorOf(dir)).toMatchObject({code: 'NO_RAFT_STATE', message: expect.stringMatching(/no raft\.db/)})
  })

  it('bytes changed anywhere end in a state or a ToolError', () => {
    const dir = dirOf('dkron/v4.0.9-e4-4-fixed-names-new-ips/d1.tar.gz')
    const files = [join(dir, 'raft/raft.db'), join(snapshotIn(dir), 'state.bin'), join(snapshotIn(dir), 'meta.json')]
    const originals = files.map(file => readFileSync(file))
    const change = fc.record({
      file: fc.nat(files.length - 1),
      at: fc.oneof(fc.nat(), fc.nat(200)),
      bytes: fc.uint8Array({minLength: 1, maxLength: 64}),
    })
    fc.assert(
      fc.property(fc.array(change, {minLength: 1, maxLength: 4}), changes => {
        for (const {file, at, bytes} of changes) {
          const content = readFileSync(files[file] ?? '')
          content.set(bytes.subarray(0, content.length - (at % content.length)), at % content.length)
          writeFileSync(files[file] ?? '', content)
        }
        try {
          JSON.stringify(exportJobs(stateOf(dir).state))
        } catch (error) {
          expect(error).toBeInstanceOf(ToolError)
        } finally {
          for (const [at, file] of files.entries()) writeFileSync(file, originals[at] ?? '')
        }
      }),
      {numRuns: 150},
    )
  })
})

function writeSnapshot(dir: string, folder: string, body: Buffer): {folder: string} {
  const path = join(dir, 'raft/snapshots', folder)
  const crc = new Crc64()
  crc.update(body)
  const [term = '', index = ''] = folder.split('-')
  const meta = {
    Version: 1,
    ID: folder.replace('.tmp', ''),
    Index: Number(index),
    Term: Number(term),
    Peers: '',
    Configuration: {Servers: [{Suffrage: 0, ID: 'n1', Address: '10.0.0.1:6868'}]},
    ConfigurationIndex: 1,
    Size: body.length,
    CRC: Buffer.from(crc.hex(), 'hex').toString('base64'),
  }
  rmSync(path, {recursive: true, force: true})
  mkdirSync(path, {recursive: true})
  writeFileSync(join(path, 'meta.json'), JSON.stringify(meta))
  writeFileSync(join(path, 'state.bin'), body)
  return {folder}
}

describe('reading', () => {
  it('leaves every name, size and time in the data-dir as it was', () => {
    const dir = dirOf('dkron/v4.0.9-snap-0-natural-healthy/dkron.data.tar.gz')
    const listing = () =>
      readdirSync(dir, {recursive: true})
        .map(String)
        .sort()
        .map(name => {
          const {size, mtimeNs, ctimeNs, mode} = statSync(join(dir, name), {bigint: true})
          return [name, size, mtimeNs, ctimeNs, mode]
        })
    const before = listing()
    stateOf(dir)
    expect(listing()).toEqual(before)
  })

  it('tells how far it is', () => {
    const seen: string[] = []
    const onProgress = (_done: number, _total: number, what: string) => seen.push(what)
    readDkronState(dirOf('dkron/v4.0.9-snap-0-natural-healthy/dkron.data.tar.gz'), {
      version: null,
      outputs: true,
      onProgress,
    })
    expect(seen.length).toBeGreaterThan(0)
  })

  it('does not mind bytes after the end of the store', () => {
    const dir = dirOf('dkron/v4.0.9-e4-1-healthy-3/d1.tar.gz')
    appendFileSync(join(dir, 'raft/raft.db'), Buffer.alloc(10_000, 0xaa))
    expect(stateOf(dir).statement).toMatchObject({jobs: 4, complete: true})
  })
})
