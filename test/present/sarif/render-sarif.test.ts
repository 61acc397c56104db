import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {Ajv} from 'ajv'
import formats from 'ajv-formats'
import {expect, test} from 'vitest'
import {noLeaderChecks} from '../../../src/checks/no-leader/index.ts'
import {preflightChecks} from '../../../src/checks/preflight/index.ts'
import type {ReportView} from '../../../src/present/report-view.ts'
import {renderSarif} from '../../../src/present/sarif/render-sarif.ts'
import type {Finding, Report} from '../../../src/report/types.ts'
import {expectedCases, factsOfCase} from '../../checks/captured-case.ts'
import {reportOf, reportWith, viewOf} from '../captured-view.ts'

const validate = compile()

test.each(expectedCases())('$name is valid against the schema of SARIF 2.1.0', async ({name}) => {
  expect(problemsOf(viewOf(reportOf(await factsOfCase(name))))).toEqual([])
})

test('the schema is one that refuses', () => {
  const text = renderSarif(viewOf(reportWith([{place: {file: 'a.yml', line: 3, column: 5}}])))
  for (const [from, to] of [
    ['"fail"', '"failed"'],
    ['"startLine": 3', '"startLine": 0'],
    ['"ruleId"', '"rule"'],
    ['"2.1.0"', '"2.0.0"'],
    ['"startLine": 3', '"endLine": 3'],
  ] as const) {
    expect(text).toContain(from)
    expect(validate(JSON.parse(text.replace(from, to))), to).toBe(false)
  }
})

test('a place in a text has line and column, from the root of the sources', () => {
  const [result] = resultsOf([{place: {file: '../compose/dkron #1.yml', line: 7, column: 5}}])
  expect(result.locations[0].physicalLocation).toEqual({
    artifactLocation: {uri: 'compose/dkron%20%231.yml', uriBaseId: 'SRCROOT'},
    region: {startLine: 7, startColumn: 5},
  })
  expect(runOf([{}]).originalUriBaseIds).toEqual({SRCROOT: {uri: 'file:///srv/'}})
})

test('a file outside of the sources is absolute, one without lines has no region, and no place is none', () => {
  const results = resultsOf([{place: {file: '/etc/dkron/ä.yml'}}, {subject: 'cluster'}])
  expect(results.map((r: Json) => r.locations[0])).toEqual([
    {
      physicalLocation: {artifactLocation: {uri: 'file:///etc/dkron/%C3%A4.yml'}},
      logicalLocations: [{name: 's1', kind: 'resource'}],
    },
    {logicalLocations: [{name: 'cluster', kind: 'resource'}]},
  ])
})

test('levels, open questions, suppressions and fingerprints', () => {
  const fingerprint = `sha256:${'a'.repeat(64)}`
  const results = resultsOf([
    {severity: 'error', fingerprint},
    {severity: 'warning'},
    {severity: 'info'},
    {status: 'unknown'},
    {suppressed: {reason: 'known', until: '2026-12-31'}},
  ])
  expect(results.map(({kind, level}: Json) => [kind, level])).toEqual([
    ['fail', 'error'],
    ['fail', 'warning'],
    ['fail', 'note'],
    ['open', 'none'],
    ['fail', 'error'],
  ])
  expect(results[0].partialFingerprints).toEqual({'schedulerDoctorFinding/v1': fingerprint})
  expect(results.map((r: Json) => r.suppressions?.[0].justification)).toEqual([...Array(4).fill(undefined), 'known'])
  expect(problemsOf(viewOf(reportWith([{suppressed: {reason: 'known', until: null}}])))).toEqual([])
})

test('every result has its rule, and every rule what the check says of itself', () => {
  const {results, tool} = runOf(noLeaderChecks.map(c => ({check: c.id})))
  const {rules} = tool.driver
  for (const {ruleId, ruleIndex} of results) expect(rules[ruleIndex].id).toBe(ruleId)
  for (const check of noLeaderChecks) {
    const rule = rules.find((r: Json) => r.id === check.id)
    expect(rule.help.markdown).toContain(check.why.split('\n')[0])
    expect(rule.defaultConfiguration.level).toBe(check.severity === 'info' ? 'note' : check.severity)
  }
})

test('a rule has the schedulers that it is about as tags', () => {
  const {rules} = JSON.parse(renderSarif(viewOf(reportWith([]), preflightChecks))).runs[0].tool.driver
  const tags = (id: string) => rules.find((r: Json) => r.id === id).properties.tags
  expect(tags('server-id-not-pinned')).toEqual(['scheduler', 'dkron'])
  expect(tags('secret-key-not-set')).toEqual(['scheduler', 'cronicle'])
  expect(tags('file-unreadable')).toEqual(['scheduler', 'dkron', 'cronicle'])
})

test('help leads to the page of the check where this program has a home', () => {
  const uris = ['https://github.com/o/r#readme', 'https://doctor.example.org/', null].map(homepage => {
    const view = {...viewOf(reportWith([{}])), homepage}
    expect(problemsOf(view)).toEqual([])
    return JSON.parse(renderSarif(view)).runs[0].tool.driver.rules[0].helpUri
  })
  expect(uris).toEqual([
    `https://github.com/o/r/blob/HEAD/docs/checks/${noLeaderChecks[0]?.id}.md`,
    'https://doctor.example.org/',
    undefined,
  ])
})

test('the invocation says how it ended', () => {
  const of = (report: Partial<Report>) => JSON.parse(renderSarif(viewOf(reportWith([], report)))).runs[0].invocations[0]
  expect(of({verdict: 'healthy', exitCode: 0})).toMatchObject({exitCode: 0, executionSuccessful: true})
  expect(of({verdict: 'broken', exitCode: 1})).toMatchObject({exitCode: 1, executionSuccessful: true})
  expect(of({verdict: 'unknown', exitCode: 3})).toMatchObject({exitCode: 3, executionSuccessful: false})
})

// biome-ignore lint/suspicious/noExplicitAny: what is read back is JSON
type Json = any

function runOf(findings: readonly Partial<Finding>[]): Json {
  return JSON.parse(renderSarif(viewOf(reportWith(findings)))).runs[0]
}

function resultsOf(findings: readonly Partial<Finding>[]): Json {
  return runOf(findings).results
}

function problemsOf(view: ReportView): readonly string[] {
  return validate(JSON.parse(renderSarif(view)))
    ? []
    : (validate.errors ?? []).map(e => `${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`)
}

/** The schema is written in draft 4, of which it uses nothing that later drafts read differently but the name of `id`. */
function compile() {
  const text = readFileSync(join(import.meta.dirname, 'sarif-2.1.0-rtm.5.json'), 'utf8')
  const {$schema: _, id: $id, ...schema} = JSON.parse(text)
  schema.definitions.region.anyOf = ['startLine', 'charOffset', 'byteOffset'].map(name => ({required: [name]}))
  const ajv = new Ajv({strict: false, allErrors: true, unicodeRegExp: false})
  formats.default(ajv)
  return ajv.compile({$id, ...schema})
}
