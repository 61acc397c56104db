import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {dataDirChecks} from '../../src/checks/inspect/index.ts'
import {describeDataDir} from '../../src/present/describe-data-dir.ts'
import {toJson} from '../../src/present/json.ts'
import {diagnoseDataDir} from '../../src/report/diagnose-data-dir.ts'
import {readDataDir} from '../../src/sources/data-dir/read-data-dir.ts'
import {expectedCases, factsOfCase} from '../checks/captured-case.ts'
import {reportOf} from '../present/captured-view.ts'
import {schemaProblems} from '../schema.ts'
import {scratch, unpack} from '../unpack.ts'

const broken = 'v4.0.9-e1-1-down-up-new-id-new-ip'

describe('inspect', () => {
  test.each([
    `dkron/${broken}/dkron.data.tar.gz`,
    'dkron/v4.0.9-e5-raftdb-zeroed-page/dkron.data.tar.gz',
    'dkron/v4.0.9-e5-raftdb-both-metas/dkron.data.tar.gz',
    'dkron/v4.0.9-e5-snap-no-meta/dkron.data.tar.gz',
    'dkron/v4.0.9-snap-0-natural-healthy/dkron.data.tar.gz',
    'dkron/v4.0.9-e3a5-peersjson-malformed/dkron.data.tar.gz',
    'dkron/v4.0.9-e3a12-peersjson-no-state/dkron.data.tar.gz',
  ])('of %s', archive => {
    expect(schemaProblems('report', inspected(join(unpack(archive), 'dkron.data')))).toEqual([])
  })

  test('of a folder that holds nothing', () => {
    const report = inspected(scratch())
    expect(report).toMatchObject({verdict: 'unknown', exitCode: 3})
    expect(schemaProblems('report', report)).toEqual([])
  })

  function inspected(path: string) {
    const dataDir = readDataDir(path, {check: true})
    const facts = {...describeDataDir(dataDir)}
    const counting = {failLevel: 'error', only: [], skip: []} as const
    const report = diagnoseDataDir(dataDir, {checks: dataDirChecks(true), version: '0.0.0', facts, counting})
    return JSON.parse(toJson(report))
  }
})

describe('no-leader', () => {
  test.each(expectedCases())('of $name', async ({name}) => {
    expect(schemaProblems('report', await reportFor(name))).toEqual([])
  })

  /** One wrong thing each; the schema has to see it. */
  test.each<[string, (report: Mutable) => void]>([
    ['another version', r => Object.assign(r, {schemaVersion: 2})],
    ['another verdict', r => Object.assign(r, {verdict: 'fine'})],
    ['an exit code of another kind', r => Object.assign(r, {exitCode: 4})],
    ['no cause for what is broken', r => Object.assign(r, {cause: null})],
    ['a field nobody knows', r => Object.assign(r, {extra: 1})],
    ['no findings', r => delete r.findings],
    ['a finding without a message', r => delete r.findings[0].message],
    ['a severity nobody knows', r => Object.assign(r.findings[0], {severity: 'fatal'})],
    ['a finding that passes', r => Object.assign(r.findings[0], {status: 'pass'})],
    ['a fingerprint that is none', r => Object.assign(r.findings[0], {fingerprint: 'sha256:0'})],
    ['a line before the first', r => Object.assign(r.findings[0], {place: {file: 'a', line: 0}})],
    ['a column without a line', r => Object.assign(r.findings[0], {place: {file: 'a', column: 1}})],
    ['a suppression without a reason', r => Object.assign(r.findings[0], {suppressed: {until: null}})],
    ['evidence as text', r => Object.assign(r.findings[0], {evidence: ['raft.db']})],
    ['a check id with capitals', r => Object.assign(r.checks[0], {check: 'Quorum'})],
    ['an index as a number', r => Object.assign(r.facts.servers[0], {lastIndex: 21})],
    ['an index above 64 bits', r => Object.assign(r.facts.servers[0], {lastIndex: '1'.repeat(21)})],
    ['a term with a leading zero', r => Object.assign(r.facts.servers[0].configuration, {term: '01'})],
    ['a suffrage nobody knows', r => Object.assign(r.facts.cluster.configuration.servers[0], {suffrage: 'voter'})],
    ['facts of another command', r => Object.assign(r, {command: 'inspect'})],
  ])('refuses %s', async (_, change) => {
    const report = await reportFor(broken)
    change(report)
    expect(schemaProblems('report', report)).not.toEqual([])
  })

  test('takes a place and a suppression', async () => {
    const report = await reportFor(broken)
    const added = {place: {file: 'a.yml', line: 1, column: 1}, suppressed: {reason: 'known', until: '2026-12-31'}}
    Object.assign(report.findings[1], added)
    expect(schemaProblems('report', report)).toEqual([])
  })
})

// biome-ignore lint/suspicious/noExplicitAny: wrong on purpose
type Mutable = any

async function reportFor(name: string): Promise<Mutable> {
  return JSON.parse(toJson(reportOf(await factsOfCase(name))))
}
