import {cpSync, readFileSync, renameSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {openBolt} from '../../src/formats/bolt/open-bolt.ts'
import {walkBucket} from '../../src/formats/bolt/walk-bucket.ts'
import {createBoltWriter} from '../../src/formats/bolt/write-bolt.ts'
import {bufferBytes} from '../../src/formats/bytes.ts'
import {encodeConfiguration} from '../../src/formats/raft/encode-configuration.ts'
import {encodeEntry} from '../../src/formats/raft/encode-entry.ts'
import type {ConfigurationChange, Plan} from '../../src/repairs/plan.ts'
import {sealPlan} from '../../src/repairs/seal-plan.ts'
import {type RunResult, runPlan} from '../../src/surgery/run-plan.ts'
import {scratch} from '../unpack.ts'
import {changeFor, dataDirOf, planOf, raftDbOf, storeIn, treeOf, voter} from './data-dirs.ts'

const [command, noop, barrier, configuration] = [0, 1, 4, 5]

interface Later {
  /** Leaves out so many entries at the end. */
  readonly cut?: number
  readonly types?: readonly number[]
  readonly term: bigint
}

/** What a scheduler does to its log that is not stopped yet: entries behind the last, or in place of the last. */
function goOn(dataDir: string, {cut = 0, types = [], term}: Later): void {
  const path = raftDbOf(dataDir)
  const bolt = openBolt(bufferBytes(readFileSync(path)))
  const chunks: {offset: number; bytes: Buffer}[] = []
  const sink = {write: (offset: number, bytes: Uint8Array) => void chunks.push({offset, bytes: Buffer.from(bytes)})}
  const writer = createBoltWriter({pageSize: bolt.pageSize ?? 4096, afterTxid: (bolt.meta?.txid ?? 0n) + 1n, sink})
  const entriesOf = (name: string) => {
    const entries: [Uint8Array, Uint8Array][] = []
    walkBucket(bolt, name, (key, value) => void entries.push([Uint8Array.from(key), Uint8Array.from(value.bytes())]))
    return entries
  }
  const conf = writer.bucket(Buffer.from('conf'))
  for (const [key, value] of entriesOf('conf')) {
    conf.put(key, Buffer.from(key).toString() === 'CurrentTerm' ? number64(term) : value)
  }
  conf.end()
  const logs = writer.bucket(Buffer.from('logs'))
  const kept = entriesOf('logs').slice(0, cut === 0 ? undefined : -cut)
  for (const [key, value] of kept) logs.put(key, value)
  const last = Buffer.from(kept.at(-1)?.[0] ?? number64(0n)).readBigUInt64BE()
  for (const [i, typeNumber] of types.entries()) {
    const index = last + BigInt(i) + 1n
    const data = typeNumber === configuration ? encodeConfiguration([voter('stranger')]) : Buffer.from([2, 8, 1])
    logs.put(number64(index), encodeEntry({index, term, typeNumber, data, extensions: null, appendedAt: null}))
  }
  logs.end()
  const file = Buffer.alloc(writer.finish().size)
  for (const {offset, bytes} of chunks) bytes.copy(file, offset)
  writeFileSync(path, file)
}

function number64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(value)
  return bytes
}

const n1 = voter('n1', '10.0.0.9:6868')

interface Place {
  readonly data: string
  readonly other: string
  readonly change: ConfigurationChange
  /** Of the last entry when the plan was made. */
  readonly term: bigint
  readonly run: () => Promise<RunResult>
}

/** A plan that was made while a scheduler ran on the data-dir, another server's beside it. */
function planned(fixture = 'dkron/v4.0.9-e4-5-lost-quorum/d1.tar.gz', mayGrow = true): Place {
  const folder = scratch()
  const [data, other] = [join(folder, 'd1'), join(folder, 'd2')]
  for (const path of [data, other]) cpSync(dataDirOf(fixture), path, {recursive: true, preserveTimestamps: true})
  const store = storeIn(data)
  const exact = changeFor(data, [n1])
  const inForce = store.configurations.at(-1)
  const growing = {lastTerm: String(store.log.lastTerm), configuration: String(inForce?.index)}
  const change = mayGrow ? {...exact, mayGrow: growing} : exact
  const {schemaVersion, id, ...draft} = planOf(data, [{kind: 'rewrite-raft-db', path: raftDbOf(data), change}])
  const plan: Plan = sealPlan({
    ...draft,
    stores: [...draft.stores, {dataDir: other, raftDb: raftDbOf(other)}],
    inputs: draft.inputs.map(input => ({...input, sha256: 'in-use'})),
  })
  const folders = {backupDir: join(folder, 'backups'), stateDir: join(folder, 'state'), withoutRecord: false}
  const run = () => runPlan(plan, folders, {onProgress: () => {}, signal: new AbortController().signal})
  return {data, other, change, term: BigInt(change.term), run}
}

describe('a log that a scheduler went on with between plan and stop', () => {
  test('the entry lands behind what was added, and everything that was added stays', async () => {
    const {data, change, term, run} = planned()
    goOn(data, {types: [noop, barrier, command], term: term + 7n})
    const grown = storeIn(data).log
    expect(grown.last).toBe(BigInt(change.index) + 2n)
    const result = await run()
    expect(result).toMatchObject({outcome: 'applied', refusals: []})
    expect(result.confirmed[0]).toContain(`is Voter "n1" at 10.0.0.9:6868 (index ${grown.last + 1n})`)
    const {log, stable, configurations} = storeIn(data)
    expect(log).toMatchObject({first: grown.first, last: grown.last + 1n, lastTerm: term + 7n, count: grown.count + 1})
    expect(stable.currentTerm).toBe(term + 7n)
    expect(configurations.at(-1)).toMatchObject({index: grown.last + 1n, servers: [n1]})
  })

  test('also where only the term rose, and where nothing did', async () => {
    for (const more of [0n, 3n]) {
      const {data, change, term, run} = planned()
      goOn(data, {term: term + more})
      expect(await run()).toMatchObject({outcome: 'applied'})
      expect(storeIn(data).configurations.at(-1)).toMatchObject({index: BigInt(change.index), term: term + more})
    }
  })

  const others: Readonly<Record<string, {what: RegExp; fixture?: string; happens: (place: Place) => void}>> = {
    'a membership change behind it': {
      what: /the member list in .* has changed/,
      happens: ({data, term}) => goOn(data, {types: [noop, configuration], term: term + 1n}),
    },
    'another entry in place of the last': {
      what: /entry \d+ of .* has become another one/,
      happens: ({data, term}) => goOn(data, {cut: 1, types: [noop, noop, noop], term: term + 1n}),
    },
    'fewer entries than before': {
      what: /would get index/,
      happens: ({data, term}) => goOn(data, {cut: 2, types: [noop], term: term + 1n}),
    },
    'another server that reaches further by now': {
      what: /d2 has come to reach further/,
      happens: ({other, term}) => goOn(other, {types: [noop], term: term + 1n}),
    },
    'another snapshot': {
      fixture: 'dkron/v4.0.9-snap-1-natural-new-id/dkron.data.tar.gz',
      what: /has another snapshot/,
      happens: ({data}) => renameSync(join(data, 'raft/snapshots'), join(data, 'raft/snapshots.old')),
    },
  }
  test.each(Object.entries(others))('refused, nothing changed: %s', async (_, {what, fixture, happens}) => {
    const place = planned(fixture)
    happens(place)
    const before = treeOf(place.data)
    const result = await place.run()
    expect(result).toMatchObject({outcome: 'refused', exitCode: 4, refusals: [{code: 'inputs-changed'}]})
    expect(result.refusals[0]?.message).toMatch(what)
    expect(treeOf(place.data)).toEqual(before)
  })

  test('refused where no scheduler ran when the plan was made', async () => {
    const {data, term, run} = planned(undefined, false)
    goOn(data, {types: [noop], term})
    expect(await run()).toMatchObject({outcome: 'refused', refusals: [{code: 'inputs-changed'}]})
  })
})
