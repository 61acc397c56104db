import {describe, expect, it} from 'vitest'
import {bufferBytes} from '../../../src/formats/bytes.ts'
import {loadSnapshot} from '../../../src/formats/dkron/load-snapshot.ts'
import {Replay} from '../../../src/formats/dkron/replay.ts'
import {type DkronState, emptyState} from '../../../src/formats/dkron/state.ts'
import {parseVersion} from '../../../src/formats/dkron/version.ts'
import {
  commandEntries,
  executionsAsShown,
  type GoldenCase,
  goldenReleases,
  jobsAsShown,
  readGolden,
  sortBy,
  withoutNext,
} from './golden.ts'

const now = 1_800_000_000

describe.each(goldenReleases)('state machine of Dkron %s', release => {
  const cases = readGolden(release)

  it('has cases', () => {
    expect(cases.length).toBe(12)
    expect(cases.some(c => c.executions.filter(e => e.job_name === 'a').length === 100)).toBe(true)
  })

  it.each(cases.map((golden, number) => ({number, golden})))('replays case $number from nothing', ({golden}) => {
    const state = emptyState()
    replay(state, golden.commands, 1n, release)
    expectSame(state, golden, release)
  })

  it.each(cases.map((golden, number) => ({number, golden})))('case $number: snapshot, then the rest', ({golden}) => {
    const load = loadSnapshot(bufferBytes(golden.halfSnapshot), {now, outputs: true})
    expect(load).toMatchObject({problem: null, undecodableCount: 0, foreignKeys: 0})
    replay(load.state, golden.commands.slice(golden.halfCommands), BigInt(golden.halfCommands + 1), release)
    expectSame(load.state, golden, release)
  })

  it.each(cases.map((golden, number) => ({number, golden})))('case $number: the final snapshot', ({golden}) => {
    const load = loadSnapshot(bufferBytes(golden.finalSnapshot), {now, outputs: true})
    expect(load).toMatchObject({problem: null, undecodableCount: 0, foreignKeys: 0})
    expectSame(load.state, golden, release)
  })
})

function replay(state: DkronState, commands: readonly Uint8Array[], first: bigint, release: string): void {
  const run = new Replay(state, {version: parseVersion(release), outputs: true, first})
  for (const entry of commandEntries(commands, first)) run.add(entry)
  const report = run.report()
  expect(report).toMatchObject({entries: commands.length, undecodableCount: 0, missing: 0n})
}

function expectSame(state: DkronState, golden: GoldenCase, release: string): void {
  expect(jobsAsShown(state, golden.jobs)).toEqual(sortBy(golden.jobs, 'name').map(withoutNext))
  const shown = executionsAsShown(state, golden.executions)
  const like = sortBy(golden.executions, release === '2.2.2' ? 'started_at' : 'id')
  const ours = release === '2.2.2' ? sortBy(shown, 'started_at') : shown
  expect(ours.map(dropBase64)).toEqual(like)
}

function dropBase64({output_base64: _, ...execution}: Readonly<Record<string, unknown>>) {
  return execution
}
