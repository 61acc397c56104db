import {describe, expect, it} from 'vitest'
import {exportExecutions} from '../../../src/formats/dkron/export-executions.ts'
import {exportJobs} from '../../../src/formats/dkron/export-jobs.ts'
import type {StoredJob} from '../../../src/formats/dkron/proto/messages.ts'
import {emptyState} from '../../../src/formats/dkron/state.ts'
import {executionOf, jobOf} from './messages.ts'

function exportOf(...jobs: readonly Partial<StoredJob>[]) {
  const state = emptyState()
  for (const job of jobs.map(jobOf)) state.jobs.set(job.name, job)
  return exportJobs(state)
}

const names = (list: readonly {readonly name: string}[]) => list.map(job => job.name)

describe('exportJobs', () => {
  it('writes a job in the order and form of the API, without next and dependents', () => {
    const {jobs} = exportOf({
      tags: new Map([
        ['b', '2'],
        ['a', '1'],
      ]),
      dependent_jobs: ['child'],
      next: {seconds: 5n, nanos: 0},
      last_success: {has_value: true, time: {seconds: 1_700_000_000n, nanos: 120_000_000}},
      last_error: {has_value: false, time: null},
      processors: new Map([
        ['log', {config: new Map([['forward', 'true']])}],
        ['none', null],
      ]),
    })
    expect(JSON.stringify(jobs)).toBe(
      '[{"id":"hello","name":"hello","displayname":"","timezone":"","schedule":"@every 5s","owner":"","owner_email":"",' +
        '"success_count":0,"error_count":0,"last_success":"2023-11-14T22:13:20.12Z","last_error":null,"disabled":false,' +
        '"tags":{"a":"1","b":"2"},"metadata":null,"retries":0,"dependent_jobs":null,"parent_job":"",' +
        '"processors":{"log":{"forward":"true"},"none":{}},"concurrency":"allow","executor":"shell",' +
        '"executor_config":null,"status":"","ephemeral":false,"starts_at":null,"expires_at":null}]',
    )
  })

  it('sorts by name', () => {
    expect(names(exportOf({name: 'b'}, {name: 'a'}, {name: 'c'}).jobs)).toEqual(['a', 'b', 'c'])
  })

  it('keeps children with their parents, however deep', () => {
    const chain = Array.from({length: 5000}, (_, n) => ({
      name: `j${n}`,
      schedule: n === 0 ? '@daily' : '',
      parent_job: n === 0 ? '' : `j${n - 1}`,
    }))
    const {jobs, leftOut} = exportOf(...chain)
    expect([jobs.length, leftOut.length]).toEqual([5000, 0])
  })

  it('makes a job with a schedule its own when its parent is not stored', () => {
    const {jobs, changed, leftOut} = exportOf(
      {name: 'orphan', parent_job: 'gone'},
      {name: 'below', schedule: '', parent_job: 'orphan'},
    )
    expect(jobs.map(job => [job.name, job.parent_job])).toEqual([
      ['below', 'orphan'],
      ['orphan', ''],
    ])
    expect(changed).toEqual([{name: 'orphan', change: expect.stringContaining('"gone"')}])
    expect(leftOut).toEqual([])
  })

  it('leaves out what would make Dkron refuse the whole file, and what hangs on it', () => {
    const {jobs, leftOut} = exportOf(
      {name: 'good'},
      {name: 'orphan', schedule: '', parent_job: 'gone'},
      {name: 'below', parent_job: 'orphan'},
      {name: 'x', parent_job: 'y'},
      {name: 'y', parent_job: 'x'},
      {name: 'z', parent_job: 'x'},
      {name: 'self', parent_job: 'self'},
      {name: 'Upper'},
      {name: '', schedule: ''},
      {name: 'idle', schedule: ''},
      {name: 'odd', concurrency: 'sometimes'},
    )
    expect(names(jobs)).toEqual(['good'])
    expect(leftOut.map(({job, reason}) => [job.name, reason])).toEqual([
      ['', 'Dkron takes no such name'],
      ['Upper', 'Dkron takes no such name'],
      ['below', 'its parent job "orphan" is left out'],
      ['idle', 'it has neither a schedule nor a parent job'],
      ['odd', 'its concurrency is neither "allow" nor "forbid"'],
      ['orphan', 'its parent job "gone" is not stored'],
      ['self', 'its parent jobs form a circle'],
      ['x', 'its parent jobs form a circle'],
      ['y', 'its parent jobs form a circle'],
      ['z', 'its parent jobs form a circle'],
    ])
  })

  it('says where text or a time could not be kept', () => {
    const {jobs, changed} = exportOf({
      owner: 'x\ufffd',
      last_error: {has_value: true, time: {seconds: 2n ** 62n, nanos: 0}},
    })
    expect(jobs[0]?.last_error).toBeNull()
    expect(changed.map(({change}) => change)).toEqual([
      expect.stringContaining('last_error'),
      expect.stringContaining('UTF-8'),
    ])
    expect(exportOf({metadata: new Map([['\ud800', 'x']])}).changed.length).toBe(1)
    expect(exportOf({displayname: '😀 \\ud800'}).changed).toEqual([])
  })
})

describe('exportExecutions', () => {
  it('writes one line each, by job and start, group exact', () => {
    const state = emptyState()
    const started = (seconds: bigint) => ({started_at: {seconds, nanos: 0}})
    state.executions.set('b', new Map([['9-n1', executionOf({job_name: 'b', output: Buffer.from('ü\n')})]]))
    state.executions.set(
      'a',
      new Map([
        ['7-n1', executionOf({job_name: 'a', ...started(7n), finished_at: {seconds: -62_135_596_800n, nanos: 0}})],
        ['5-n1', executionOf({job_name: 'a', ...started(5n), output: Uint8Array.of(0x61, 0xff)})],
      ]),
    )
    const lines = [...exportExecutions(state)]
    expect(lines.map(line => JSON.parse(line).id)).toEqual(['5-n1', '7-n1', '9-n1'])
    expect(lines[0]).toContain('"output":"a\ufffd"')
    expect(lines[0]).toContain('"output_base64":"Yf8="')
    expect(lines[1]).toContain('"finished_at":null')
    expect(lines[2]).toBe(
      '{"id":"9-n1","job_name":"b","started_at":"2023-11-14T22:13:20Z","finished_at":"2023-11-14T22:13:21Z",' +
        '"success":true,"output":"ü\\n","node_name":"n1","group":1700000000123456789,"attempt":1}\n',
    )
  })
})
