import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {type ByteSource, bufferBytes} from '../../../src/formats/bytes.ts'
import {readBuntdb} from '../../../src/formats/dkron/buntdb.ts'
import {decodeCommand, describeCommand} from '../../../src/formats/dkron/decode-command.ts'
import {exportExecutions} from '../../../src/formats/dkron/export-executions.ts'
import {exportJobs} from '../../../src/formats/dkron/export-jobs.ts'
import {loadSnapshot} from '../../../src/formats/dkron/load-snapshot.ts'
import {isProblem} from '../../../src/formats/dkron/problem.ts'
import {Replay} from '../../../src/formats/dkron/replay.ts'
import {type DkronState, emptyState} from '../../../src/formats/dkron/state.ts'
import {decodeStoredExecution, decodeStoredJob} from '../../../src/formats/dkron/stored-values.ts'
import {commandEntries, goldenReleases, readGolden} from './golden.ts'
import {KeyMap} from './key-map.ts'

const now = 1_800_000_000
const cases = goldenReleases.flatMap(release => readGolden(release).slice(0, 6))
const commands = cases.flatMap(c => c.commands)
const snapshots = cases.map(c => c.finalSnapshot).filter(body => body.length > 0)
const values = snapshots.flatMap(body => {
  const keys = new KeyMap()
  readBuntdb(bufferBytes(body), keys, now)
  return [...keys.values.values()]
})

interface Change {
  readonly at: number
  readonly kind: 'flip' | 'set' | 'cut' | 'insert' | 'double'
  readonly byte: number
}

const changes = fc.array(
  fc.record<Change>({
    at: fc.nat(),
    kind: fc.constantFrom('flip', 'set', 'cut', 'insert', 'double'),
    byte: fc.oneof(fc.nat(255), fc.constantFrom(0x00, 0x7f, 0x80, 0xff, 0x0a, 0x24, 0x2a, 0x30, 0x39, 0x7b)),
  }),
  {minLength: 1, maxLength: 6},
)

function mutate(original: Uint8Array, list: readonly Change[]): Uint8Array {
  let bytes = original
  for (const change of list) bytes = apply(change, bytes)
  return bytes
}

function apply({at, kind, byte}: Change, bytes: Uint8Array): Uint8Array {
  if (bytes.length === 0) return Uint8Array.of(byte)
  const position = at % bytes.length
  const [before, after] = [bytes.subarray(0, position), bytes.subarray(position)]
  switch (kind) {
    case 'cut':
      return before
    case 'insert':
      return Uint8Array.of(...before, byte, ...after)
    case 'double':
      return Uint8Array.of(...bytes, ...after)
    default: {
      const changed = Uint8Array.from(bytes)
      changed[position] = kind === 'set' ? byte : (changed[position] ?? 0) ^ (1 << (byte % 8))
      return changed
    }
  }
}

const mutated = (list: readonly Uint8Array[]) =>
  fc.tuple(fc.constantFrom(...list), changes).map(([original, how]) => mutate(original, how))

function useWhole(state: DkronState): void {
  const {jobs, leftOut} = exportJobs(state)
  JSON.stringify([jobs, leftOut])
  for (const line of exportExecutions(state)) JSON.parse(line)
}

describe('whatever the bytes', () => {
  it('decodeCommand gives a command or a problem, and one line for it', () => {
    fc.assert(
      fc.property(fc.oneof(mutated(commands), fc.uint8Array({maxLength: 200})), data => {
        const command = decodeCommand(data)
        expect(isProblem(command) || command.name.length > 0).toBe(true)
        expect(describeCommand(command)).not.toContain('\n')
      }),
      {numRuns: 1500},
    )
  })

  it('stored values decode or are a problem, in both dialects', () => {
    fc.assert(
      fc.property(fc.oneof(mutated(values), fc.uint8Array({maxLength: 200})), value => {
        for (const decode of [decodeStoredJob, decodeStoredExecution]) {
          const decoded = decode(value)
          if (isProblem(decoded)) expect(decoded.problem).not.toBe('')
        }
      }),
      {numRuns: 1500},
    )
  })

  it('a snapshot loads as far as it goes, reading no more than its window or a value', () => {
    fc.assert(
      fc.property(mutated(snapshots), body => {
        let most = 0
        const source: ByteSource = {
          size: body.length,
          read(offset, length) {
            most = Math.max(most, length)
            return body.subarray(offset, offset + length)
          },
        }
        const load = loadSnapshot(source, {now, outputs: true})
        expect(most).toBeLessThanOrEqual(Math.max(64 * 1024, body.length))
        useWhole(load.state)
      }),
      {numRuns: 400},
    )
  })

  it('a replay counts every entry and ends with a state that can be exported', () => {
    fc.assert(
      fc.property(fc.array(mutated(commands), {minLength: 1, maxLength: 40}), list => {
        const state = emptyState()
        const replay = new Replay(state, {version: null, outputs: true, first: 1n})
        for (const entry of commandEntries(list, 1n)) replay.add(entry)
        const {applied, refused, undecodableCount} = replay.report()
        const counts = [...Object.values(applied), ...refused.map(r => r.count), undecodableCount]
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(list.length)
        useWhole(state)
      }),
      {numRuns: 200},
    )
  })
})
