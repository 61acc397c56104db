import {describe, expect, test} from 'vitest'
import {compareReports} from '../../src/report/compare-reports.ts'
import {followReports, nothingSeen} from '../../src/report/follow-reports.ts'
import {reportWith} from '../present/captured-view.ts'

const well = reportWith([], {verdict: 'healthy', cause: null, exitCode: 0})
const lost = reportWith([{fingerprint: 'sha256:1'}])
const alsoWarned = reportWith([{fingerprint: 'sha256:1'}, {fingerprint: 'sha256:2', severity: 'warning', check: 'b'}])

describe('a change', () => {
  test('is none at the first look when all is well, and none while nothing moves', () => {
    expect(compareReports(null, well)).toBeNull()
    expect(compareReports(well, well)).toBeNull()
    expect(compareReports(lost, lost)).toBeNull()
  })

  test('names what appeared and what is gone', () => {
    expect(compareReports(null, lost)).toMatchObject({before: null, verdict: 'broken', appeared: [lost.findings[0]]})
    expect(compareReports(lost, alsoWarned)).toMatchObject({appeared: [{check: 'b'}], gone: []})
    expect(compareReports(lost, well)).toMatchObject({before: 'broken', appeared: [], gone: [lost.findings[0]]})
  })

  test('is another severity of the same finding, but nothing of severity info', () => {
    const milder = reportWith([{fingerprint: 'sha256:1', severity: 'warning'}])
    expect(compareReports(lost, milder)).toMatchObject({appeared: [{severity: 'warning'}], gone: [{severity: 'error'}]})
    const said = reportWith([{severity: 'info'}], {verdict: 'healthy', cause: null})
    expect(compareReports(well, said)).toBeNull()
    expect(compareReports(said, well)).toBeNull()
  })
})

describe('a look that fails', () => {
  test('is told once, and so is its end, also when all is as before', () => {
    const seen = followReports(nothingSeen, {report: well})
    expect(seen.news).toBeNull()
    const blind = followReports(seen.now, {failure: 'gone'})
    expect(blind).toEqual({now: {last: well, failure: 'gone'}, news: {failure: 'gone'}})
    expect(followReports(blind.now, {failure: 'gone'}).news).toBeNull()
    expect(followReports(blind.now, {failure: 'something else'}).news).not.toBeNull()
    const again = followReports(blind.now, {report: well})
    expect(again.news).toMatchObject({change: {verdict: 'healthy', before: 'unknown', appeared: [], gone: []}})
    expect(followReports(again.now, {report: well}).news).toBeNull()
  })

  test('does not hide what changed meanwhile', () => {
    const blind = followReports({last: well, failure: null}, {failure: 'gone'})
    expect(followReports(blind.now, {report: lost}).news).toMatchObject({
      change: {verdict: 'broken', before: 'unknown', appeared: lost.findings},
    })
  })
})
