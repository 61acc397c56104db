import {describe, expect, it} from 'vitest'
import type {JobsExport} from '../../../src/formats/dkron/export-jobs.ts'
import {exportJobs} from '../../../src/formats/dkron/export-jobs.ts'
import {emptyState} from '../../../src/formats/dkron/state.ts'
import type {StateStatement} from '../../../src/formats/dkron/state-statement.ts'
import {renderJobs} from '../../../src/present/text/render-jobs.ts'
import {jobOf} from '../../formats/dkron/messages.ts'

const whole: StateStatement = {
  dataDir: './dkron.data',
  snapshot: null,
  passedOver: [],
  entries: {from: 1n, to: 9n, count: 9},
  replay: {
    entries: 9,
    first: 1n,
    last: 9n,
    applied: {SetJob: 1},
    refused: [],
    undecodable: [],
    undecodableCount: 0,
    gaps: [],
    missing: 0n,
    versionMatters: [],
  },
  possiblyUncommitted: null,
  damage: [],
  strangers: [],
  losses: [],
  complete: true,
  jobs: 1,
  executions: 1,
}

const state = emptyState()
state.jobs.set('hello', jobOf({}))
const oneJob = exportJobs(state)

function render(statement: Partial<StateStatement>, exported: Partial<JobsExport> = {}, unicode = true): string {
  const view = {
    statement: {...whole, ...statement},
    exported: {...oneJob, ...exported},
    file: null,
    executionsFile: null,
  }
  return renderJobs(view, {colour: false, unicode, columns: 80})
}

const flat = (text: string) => text.replaceAll(/\s+/g, ' ')

describe('renderJobs', () => {
  it('of a whole state', () => {
    expect(render({})).toMatchInlineSnapshot(`
      "1 job from ./dkron.data
        read        log entries 1 to 9
        written     to standard output, for POST /v1/restore

      Not in it by design
        • 1 execution: Dkron has no way to take them back; --executions FILE saves
          them to read.
        • Next run times and lists of dependent jobs: Dkron makes both anew.

      To bring them back
        Only once there is a leader; without one the answer is 200 and nothing is
        stored:
          curl -F file=@jobs.json http://HOST:8080/v1/restore
        It answers 200 even when it fails: the text must hold no "fail create".
      "
    `)
  })

  it('names the file where one word needs quotes, and where executions went', () => {
    const view = {statement: whole, exported: oneJob, file: "my job's.json", executionsFile: '-'}
    const text = renderJobs(view, {colour: false, unicode: true, columns: 80})
    expect(text).toContain(`curl -F file=@'my job'\\''s.json' http`)
    expect(text).toContain('1 execution: to standard output')
    expect(text).not.toContain('--executions FILE')
  })

  it('puts losses and jobs left out first', () => {
    const [job] = oneJob.jobs
    const text = render(
      {losses: ['3 log entries are missing: 4 to 6'], complete: false},
      {leftOut: job === undefined ? [] : [{job, reason: 'its parent job "gone" is not stored'}]},
    )
    expect(text).toMatch(/NOT COMPLETE\n {2}✗ 3 log entries are missing: 4 to 6\n {2}✗ job "hello" is left out/)
    expect(text).toContain('--json shows the jobs left out in full.')
  })

  it.each<[Partial<StateStatement>, Partial<JobsExport>, RegExp]>([
    [{possiblyUncommitted: {from: 2n, to: 9n, count: 8}}, {}, /up to 8 entries \(2 to 9\) may be on this server alone/],
    [
      {replay: {...whole.replay, versionMatters: [3n, 5n].map(index => ({index, jobName: 'old'}))}},
      {},
      /whether "old" was deleted depends on the release: name it with --dkron-version/,
    ],
    [
      {replay: {...whole.replay, refused: [{reason: 'ignored-command', count: 1, first: 4n}]}},
      {},
      /1 command, the first in entry 4, of a type that Dkron passes over/,
    ],
    [
      {passedOver: [{folder: '2-5-1', reason: 'state.bin is missing'}]},
      {},
      /snapshot 2-5-1 was passed over: state\.bin/,
    ],
    [{strangers: ['wal (write-ahead log)']}, {}, /also in the data-dir: wal/],
    [{}, {changed: [{name: 'hello', change: 'parent_job is set to ""'}]}, /job "hello": parent_job is set/],
  ])('case %# is a doubt, not a loss', (statement, exported, expected) => {
    const text = render(statement, exported)
    expect(flat(text)).toMatch(expected)
    expect(text).toContain('Look at\n  ! ')
    expect(text).not.toContain('NOT COMPLETE')
  })

  it('names snapshot and entries', () => {
    const snapshot = {folder: '2-5-1', index: 5n, salvaged: null, undecodable: [], undecodableCount: 0}
    expect(flat(render({snapshot}))).toContain('snapshot 2-5-1 (up to log entry 5) and log entries 1 to 9')
    expect(flat(render({snapshot, entries: null}))).toContain('snapshot 2-5-1 (up to log entry 5) written')
  })

  it('is ASCII where the terminal is, and lets no control character through', () => {
    const text = render({dataDir: 'a\u001b[31mb', losses: ['x'], strangers: ['y']}, {}, false)
    expect(text).toMatch(/^[\n\u0020-\u007e]*$/)
    expect(text).toContain('[x] x')
  })
})
