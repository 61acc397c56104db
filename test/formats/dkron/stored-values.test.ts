import {describe, expect, it} from 'vitest'
import {bufferBytes} from '../../../src/formats/bytes.ts'
import {loadSnapshot} from '../../../src/formats/dkron/load-snapshot.ts'
import {decodeStoredExecution, decodeStoredJob} from '../../../src/formats/dkron/stored-values.ts'
import {jobsAsShown, readGolden} from './golden.ts'
import {respCommand} from './key-map.ts'
import {executionOf, jobOf} from './messages.ts'

const now = 1_800_000_000
const text = (value: string) => Buffer.from(value)

describe('JSON values', () => {
  it('reads a job as Go writes it', () => {
    const value = String.raw`{"name":"hello","schedule":"@every 5s","success_count":3,"executor":"shell","concurrency":"allow",
      "executor_config":{"command":"echo \u003cb\u003e \u0026","__proto__":"x"},"next":{"seconds":1795231061},
      "last_success":{"has_value":true,"time":{"seconds":1795231056,"nanos":50574046}},"last_error":{},
      "processors":{"log":{"config":{"forward":"true"}},"none":{}},"starts_at":{},"some_future_field":[{"a":1}]}`
    expect(decodeStoredJob(text(value))).toEqual(
      jobOf({
        success_count: 3,
        executor_config: new Map([
          ['command', 'echo <b> &'],
          ['__proto__', 'x'],
        ]),
        next: {seconds: 1_795_231_061n, nanos: 0},
        last_success: {has_value: true, time: {seconds: 1_795_231_056n, nanos: 50_574_046}},
        last_error: {has_value: false, time: null},
        starts_at: {has_value: false, time: null},
        processors: new Map([
          ['log', {config: new Map([['forward', 'true']])}],
          ['none', {config: new Map()}],
        ]),
      }),
    )
  })

  it('reads an execution, its group exact', () => {
    const value = `{"job_name":"hello","success":true,"output":"/w==","node_name":"n1","group":1700000000123456789,
      "attempt":1,"started_at":{"seconds":1700000000},"finished_at":{"seconds":-62135596800}}`
    expect(decodeStoredExecution(text(value))).toEqual(
      executionOf({output: Uint8Array.of(255), finished_at: {seconds: -62_135_596_800n, nanos: 0}}),
    )
  })

  it('takes null for a field that is not there', () => {
    expect(decodeStoredJob(text('{"name":"hello","tags":null,"next":null,"retries":null}'))).toMatchObject({
      tags: new Map(),
      next: null,
      retries: 0,
    })
  })

  it('turns bytes that are no UTF-8 into U+FFFD, as Go does', () => {
    const value = Buffer.concat([text('{"name":"a","owner":"x'), Buffer.of(0xff), text('"}')])
    expect(decodeStoredJob(value)).toMatchObject({owner: 'x\ufffd'})
  })

  it.each([
    ['{"name":5}', /name is no string/],
    ['{"disabled":"yes"}', /disabled is no boolean/],
    ['{"retries":-1}', /retries is no integer/],
    ['{"retries":4294967296}', /retries is no integer/],
    ['{"success_count":1.5}', /success_count is no integer/],
    ['{"tags":["a"]}', /tags is no object/],
    ['{"tags":{"a":1}}', /tags\.a is no string/],
    ['{"dependent_jobs":"a"}', /dependent_jobs is no list/],
    ['{"dependent_jobs":[1]}', /dependent_jobs is no string/],
    ['{"next":5}', /next is no object/],
    ['{"next":{"seconds":9223372036854775808}}', /next\.seconds is no 64-bit integer/],
    ['{"next":{"seconds":99999999999999999999999}}', /next\.seconds is no 64-bit integer/],
    ['{"name":"a"', /JSON/],
    ['{"name":"a"} x', /JSON/],
  ])('%s is a problem', (value, problem) => {
    expect(decodeStoredJob(text(value))).toEqual({problem: expect.stringMatching(problem)})
  })
})

describe('a snapshot', () => {
  it('may hold both dialects and both key styles, as after upgrades', () => {
    const [older] = readGolden('2.2.2').filter(c => c.jobs.length > 2)
    const [newer] = readGolden('4.0.9').filter(c => c.jobs.length > 2)
    if (older === undefined || newer === undefined) throw new Error('no golden case')
    const body = Buffer.concat([
      older.finalSnapshot,
      newer.finalSnapshot,
      respCommand('set', 'executions/old/1700000000000000000-n1', '{"job_name":"old","node_name":"n1"}'),
    ])
    const load = loadSnapshot(bufferBytes(body), {now, outputs: true})
    expect(load).toMatchObject({problem: null, undecodableCount: 0, foreignKeys: 0})
    const names = new Set([...older.jobs, ...newer.jobs].map(job => job.name))
    expect([...load.state.jobs.keys()].sort()).toEqual([...names].sort())
    const onlyOld = older.jobs.filter(job => !newer.jobs.some(other => other.name === job.name))
    expect(onlyOld.length).toBeGreaterThan(0)
    const shown = jobsAsShown(load.state, older.jobs)
    for (const {next: _, ...job} of onlyOld) expect(shown).toContainEqual(job)
    expect([...(load.state.executions.get('old')?.keys() ?? [])]).toEqual(['1700000000000000000-n1'])
  })

  it('names values that cannot be read, foreign keys, and jobs under a wrong name', () => {
    const body = Buffer.concat([
      respCommand('set', 'jobs:good', '{"name":"good"}'),
      respCommand('set', 'jobs:bad', '{"name":'),
      respCommand('set', 'jobs:other', '{"name":"good"}'),
      respCommand('set', 'jobs:mended', '{'),
      respCommand('set', 'jobs:mended', '{"name":"mended"}'),
      respCommand('set', 'jobs:removed', '{'),
      respCommand('del', 'jobs:removed'),
      respCommand('set', 'executions:good:1-n1', Uint8Array.of(0x0a, 99)),
      respCommand('set', 'unrelated', 'x'),
    ])
    const load = loadSnapshot(bufferBytes(body), {now, outputs: true})
    expect([...load.state.jobs.keys()]).toEqual(['good', 'mended'])
    expect(load.undecodable.map(value => value.key)).toEqual(['jobs:bad', 'jobs:other', 'executions:good:1-n1'])
    expect(load).toMatchObject({undecodableCount: 3, foreignKeys: 1, problem: null})
  })

  it('obeys del and flushdb', () => {
    const execution = '{"job_name":"a","node_name":"n1"}'
    const body = Buffer.concat([
      respCommand('set', 'jobs:z', '{"name":"z"}'),
      respCommand('flushdb'),
      respCommand('set', 'jobs:a', '{"name":"a"}'),
      respCommand('set', 'jobs:b', '{"name":"b"}'),
      respCommand('set', 'executions:a:1-n1', execution),
      respCommand('set', 'executions:a:2-n1', execution),
      respCommand('del', 'jobs:b'),
      respCommand('del', 'executions:a:1-n1'),
      respCommand('del', 'whatever'),
    ])
    const {state} = loadSnapshot(bufferBytes(body), {now, outputs: true})
    expect([...state.jobs.keys()]).toEqual(['a'])
    expect([...(state.executions.get('a')?.keys() ?? [])]).toEqual(['2-n1'])
  })

  it('drops outputs when they are not wanted', () => {
    const body = respCommand('set', 'executions:a:1-n1', '{"job_name":"a","output":"eHg="}')
    const [kept, dropped] = [true, false].map(outputs => loadSnapshot(bufferBytes(body), {now, outputs}).state)
    expect(kept?.executions.get('a')?.get('1-n1')?.output.length).toBe(2)
    expect(dropped?.executions.get('a')?.get('1-n1')?.output.length).toBe(0)
  })
})
