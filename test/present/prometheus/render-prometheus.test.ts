import {spawnSync} from 'node:child_process'
import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {renderExposition} from '../../../src/present/prometheus/exposition.ts'
import {renderPrometheus} from '../../../src/present/prometheus/render-prometheus.ts'
import {factsOfCase, unpackCase} from '../../checks/captured-case.ts'
import {reportOf, reportWith, viewOf} from '../captured-view.ts'
import {readSeries} from '../read-back.ts'

const promtool = spawnSync('promtool', ['--version']).status === 0

describe('promtool check metrics', () => {
  test.for([
    'v4.0.9-e1-1-down-up-new-id-new-ip',
    'v4.0.9-e1-0-healthy-first-start',
    'v4.0.9-e4-2-new-ids-new-ips',
    'v3.2.7-e4-4-fixed-names-new-ips',
  ])('accepts %s', async (name, {skip}) => {
    if (!promtool) skip('promtool is not here (Debian package prometheus)')
    expect(judge(renderPrometheus(viewOf(reportOf(await factsOfCase(name)))))).toBe('')
  })

  test('accepts labels with every character, and refuses what is no label', ({skip}) => {
    if (!promtool) skip('promtool is not here (Debian package prometheus)')
    const labels = {check: 'a"b\\c\nd\u00e4\u{1f600}\u0001{}=,'}
    const gauge = {name: 'doctor_test', help: 'Line\nbreak and \\.', samples: [{labels, value: 1}]}
    expect(judge(renderExposition([gauge]))).toBe('')
    expect(judge(renderExposition([gauge]).replace('a\\"b', 'a"b'))).not.toBe('')
  })

  function judge(text: string): string {
    const {status, stdout, stderr} = spawnSync('promtool', ['check', 'metrics'], {input: text, encoding: 'utf8'})
    return status === 0 ? `${stdout}${stderr}` : `exit ${status}: ${stdout}${stderr}`
  }
})

test('labels come back as they were', () => {
  const text = fc.string({unit: 'binary'})
  fc.assert(
    fc.property(fc.array(text, {minLength: 1, maxLength: 5}), values => {
      const samples = values.map((check, value) => ({labels: {check}, value}))
      const series = readSeries(renderExposition([{name: 'doctor_test', help: 'x', samples}]))
      expect(series.map(s => s.labels.check)).toEqual([...new Set(values)])
    }),
  )
})

test('a leader is 1, none among servers that were asked is 0, and without answers there is no series', async () => {
  const leaderOf = async (name: string, ...kinds: Parameters<ReturnType<typeof unpackCase>>) =>
    readSeries(renderPrometheus(viewOf(reportOf(await unpackCase(name)(...kinds)))))
      .filter(s => s.name === 'scheduler_doctor_leader_present')
      .map(s => s.value)
  expect(await leaderOf('v4.0.9-e1-0-healthy-first-start')).toEqual([1])
  expect(await leaderOf('v4.0.9-e1-1-down-up-new-id-new-ip')).toEqual([0])
  expect(await leaderOf('v4.0.9-e1-1-down-up-new-id-new-ip', ['dataDirs'])).toEqual([])
})

test('checks that ran and found nothing are zeroes, those that were skipped are not there', () => {
  const checks = [
    {check: 'two-voters', status: 'pass', reason: ''},
    {check: 'quorum-lost', status: 'skip', reason: ''},
    {check: 'server-id-changed', status: 'fail', reason: ''},
  ] as const
  const series = readSeries(renderPrometheus(viewOf(reportWith([{}, {subject: 's2'}], {checks}))))
  const found = series.filter(s => s.name === 'scheduler_doctor_findings').map(s => [s.labels.check, s.value])
  expect(found).toEqual([
    ['server-id-changed', 2],
    ['two-voters', 0],
  ])
})

test('the time of the run, in seconds', () => {
  const [series] = readSeries(renderPrometheus(viewOf(reportWith([]))))
  expect(series).toMatchObject({name: 'scheduler_doctor_last_run_timestamp_seconds', value: 1767323045})
})
