import {describe, expect, it} from 'vitest'
import {applyCommand} from '../../../src/formats/dkron/apply-command.ts'
import type {StoredExecution} from '../../../src/formats/dkron/proto/messages.ts'
import {Replay} from '../../../src/formats/dkron/replay.ts'
import {replayRules} from '../../../src/formats/dkron/replay-rules.ts'
import {copyState, countExecutions, type DkronState, emptyState} from '../../../src/formats/dkron/state.ts'
import type {DkronVersion} from '../../../src/formats/dkron/types.ts'
import type {LogEntry} from '../../../src/formats/raft/types.ts'
import {commandEntries} from './golden.ts'
import {deleteJobCommand, executionOf, jobOf, setJobCommand} from './messages.ts'

const v = (major: number, minor: number, patch: number): DkronVersion => ({major, minor, patch})

function run(commands: readonly Uint8Array[], version: DkronVersion | null, state: DkronState = emptyState()) {
  const replay = new Replay(state, {version, outputs: true, first: 1n})
  for (const entry of commandEntries(commands, 1n)) replay.add(entry)
  return {state, report: replay.report()}
}

describe('counting', () => {
  const [setJob] = commandEntries([setJobCommand('hello', '@daily')], 5n) as [LogEntry]
  const other = (index: bigint, type: LogEntry['type'], typeNumber: number): LogEntry => ({
    ...setJob,
    index,
    type,
    typeNumber,
    data: null,
  })

  it('tells gaps, entries that cannot be read, and what Dkron passes over', () => {
    const state = emptyState()
    const replay = new Replay(state, {version: null, outputs: true, first: 3n})
    replay.add(setJob)
    replay.add(other(6n, 'Noop', 1))
    replay.add({index: 7n, problem: 'cut'})
    replay.add(other(10n, 'Command', 0))
    replay.add({...setJob, index: 11n, data: Uint8Array.of(0, 0x0a, 99)})
    replay.add({...setJob, index: 12n, data: deleteJobCommand('nobody')})
    replay.add({...setJob, index: 13n, data: deleteJobCommand('nobody')})
    replay.add({...setJob, index: 14n, data: Uint8Array.of(3)})
    replay.add(other(15n, 'Unknown', 9))
    replay.add({...setJob, index: 9n, data: deleteJobCommand('hello')})
    expect(replay.report()).toEqual({
      entries: 9,
      first: 5n,
      last: 15n,
      applied: {SetJob: 1},
      refused: [
        {reason: 'job-missing', count: 2, first: 12n},
        {reason: 'ignored-command', count: 1, first: 14n},
      ],
      undecodable: [
        {index: 7n, reason: 'cut'},
        {index: 10n, reason: expect.stringMatching(/empty command/)},
        {index: 11n, reason: expect.stringMatching(/type 0/)},
        {index: 15n, reason: expect.stringMatching(/type 9/)},
        {index: 9n, reason: expect.stringMatching(/out of order/)},
      ],
      undecodableCount: 5,
      gaps: [
        {from: 3n, to: 4n},
        {from: 8n, to: 9n},
      ],
      missing: 4n,
      versionMatters: [],
    })
    expect([...state.jobs.keys()]).toEqual(['hello'])
  })

  it('keeps lists short and counts whole', () => {
    const replay = new Replay(emptyState(), {version: null, outputs: true, first: 1n})
    for (let index = 2n; index < 2000n; index += 2n) replay.add({index, problem: 'cut'})
    const report = replay.report()
    expect([report.undecodable.length, report.undecodableCount, report.gaps.length, report.missing]).toEqual([
      100,
      999,
      100,
      999n,
    ])
  })

  it('says that nothing came', () => {
    expect(new Replay(emptyState(), {version: null, outputs: true, first: 1n}).report()).toMatchObject({
      entries: 0,
      first: null,
      last: null,
    })
  })
})

describe('releases', () => {
  // The parent is stored again without its list, as a client that knows nothing of it does, and then deleted.
  const commands = [
    setJobCommand('parent', '@daily'),
    setJobCommand('child', '', 'parent'),
    setJobCommand('parent', '@hourly'),
    deleteJobCommand('parent'),
  ]

  it('4.0.9 keeps the list and refuses the deletion', () => {
    const {state, report} = run(commands, v(4, 0, 9))
    expect(state.jobs.get('parent')).toMatchObject({schedule: '@hourly', dependent_jobs: ['child']})
    expect(report).toMatchObject({refused: [{reason: 'has-dependent-jobs', count: 1, first: 4n}], versionMatters: []})
  })

  it('4.0.8 and before delete it', () => {
    const {state, report} = run(commands, v(4, 0, 8))
    expect([...state.jobs.keys()]).toEqual(['child'])
    expect(report.versionMatters).toEqual([])
  })

  it('without a release it is said that it matters', () => {
    const {state, report} = run(commands, null)
    expect(state.jobs.has('parent')).toBe(true)
    expect(report.versionMatters).toEqual([{index: 4n, jobName: 'parent'}])
  })

  it('2.2.2 begins to keep the status', () => {
    const stored = (): DkronState => ({...emptyState(), jobs: new Map([['hello', jobOf({status: 'failed'})]])})
    expect(run([setJobCommand('hello', '@daily')], v(2, 2, 1), stored()).state.jobs.get('hello')?.status).toBe('')
    expect(run([setJobCommand('hello', '@daily')], v(2, 2, 2), stored()).state.jobs.get('hello')?.status).toBe('failed')
  })

  it('2.1 begins to delete the executions of jobs that begin alike', () => {
    const stored = (): DkronState => ({
      jobs: new Map([['backup', jobOf({name: 'backup'})]]),
      executions: new Map([
        ['backup', new Map([['1-n1', executionOf({job_name: 'backup'})]])],
        ['backup-db', new Map([['1-n1', executionOf({job_name: 'backup-db'})]])],
      ]),
    })
    expect([...run([deleteJobCommand('backup')], v(2, 0, 6), stored()).state.executions.keys()]).toEqual(['backup-db'])
    expect([...run([deleteJobCommand('backup')], v(2, 1, 1), stored()).state.executions.keys()]).toEqual([])
  })
})

describe('parents', () => {
  it('a child that changes its parent leaves the old list for the new one', () => {
    const {state} = run(
      [
        setJobCommand('a', '@daily'),
        setJobCommand('b', '@daily'),
        setJobCommand('child', '', 'a'),
        setJobCommand('child', '', 'b'),
      ],
      null,
    )
    expect(state.jobs.get('a')?.dependent_jobs).toEqual([])
    expect(state.jobs.get('b')?.dependent_jobs).toEqual(['child'])
  })

  it('is never listed by the new parent when the old one is gone, as in Dkron', () => {
    const {state} = run(
      [
        setJobCommand('a', '@daily'),
        setJobCommand('b', '@daily'),
        setJobCommand('child', '', 'a'),
        setJobCommand('a', '@daily'),
        deleteJobCommand('a'),
        setJobCommand('child', '', 'b'),
      ],
      v(3, 2, 7),
    )
    expect(state.jobs.get('child')?.parent_job).toBe('b')
    expect(state.jobs.get('b')?.dependent_jobs).toEqual([])
  })

  it('does not list a child when it cannot be stored itself, its own parent being gone', () => {
    const {state} = run(
      [
        setJobCommand('top', '@daily'),
        setJobCommand('middle', '', 'top'),
        setJobCommand('top', '@daily'),
        deleteJobCommand('top'),
        setJobCommand('child', '', 'middle'),
      ],
      v(3, 2, 7),
    )
    expect(state.jobs.get('child')?.parent_job).toBe('middle')
    expect(state.jobs.get('middle')?.dependent_jobs).toEqual([])
  })

  it.each([
    [setJobCommand('', '@daily'), 'invalid-name'],
    [setJobCommand('Upper', '@daily'), 'invalid-name'],
    [setJobCommand('a', '@daily', 'a'), 'own-parent'],
    [setJobCommand('a', ''), 'no-schedule'],
    [setJobCommand('a', '@daily', 'nobody'), 'parent-missing'],
  ])('case %# is refused', (command, reason) => {
    const {state, report} = run([command], null)
    expect(report.refused).toEqual([{reason, count: 1, first: 1n}])
    expect(state.jobs.size).toBe(0)
  })
})

describe('executions', () => {
  const finished = (seconds: bigint, success: boolean) => executionOf({success, finished_at: {seconds, nanos: 0}})
  const stored = (first: StoredExecution, second: StoredExecution): StoredExecution | undefined => {
    const state = emptyState()
    for (const execution of [first, second]) {
      applyCommand(state, replayRules(null), {name: 'SetExecution', execution})
    }
    return [...(state.executions.get('hello')?.values() ?? [])][0]
  }

  it('one that ended in a later second stays, within the same second the last one counts', () => {
    expect(stored(finished(6n, true), finished(5n, false))?.success).toBe(true)
    expect(stored(finished(5n, true), finished(5n, false))?.success).toBe(false)
    expect(stored(finished(5n, true), finished(6n, false))?.success).toBe(false)
    expect(stored(finished(5n, true), executionOf({success: false, finished_at: null}))?.success).toBe(true)
  })

  it('a copied state changes alone', () => {
    const state = emptyState()
    applyCommand(state, replayRules(null), {name: 'SetJob', job: jobOf({})})
    applyCommand(state, replayRules(null), {name: 'SetExecution', execution: finished(5n, true)})
    const copy = copyState(state)
    applyCommand(copy, replayRules(null), {name: 'SetExecution', execution: executionOf({node_name: 'n2'})})
    applyCommand(copy, replayRules(null), {name: 'SetJob', job: jobOf({name: 'other'})})
    expect([countExecutions(state), state.jobs.size, countExecutions(copy), copy.jobs.size]).toEqual([1, 1, 2, 2])
  })
})
