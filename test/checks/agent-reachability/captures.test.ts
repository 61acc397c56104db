import {expect, test} from 'vitest'
import {diagnoseAgents} from '../../../src/report/diagnose-agents.ts'
import {expectedCases, factsOfCase} from '../captured-case.ts'

const settings = {version: '0.0.0', failLevel: 'error', only: [], skip: []} as const

/** Captured clusters have no agent, so what is wrong with them shows as far as it keeps jobs from everybody. */
test('of every captured cluster: who leads, and what of its network is wrong', async () => {
  const lines: string[] = []
  for (const {name} of expectedCases()) {
    const report = diagnoseAgents(await factsOfCase(name), settings)
    expect(report.checks.filter(c => c.reason.includes('defect of doctor'))).toEqual([])
    const found = report.findings.map(f => `${f.severity} ${f.check}${f.status === 'unknown' ? '?' : ''}`)
    lines.push([name, report.verdict, report.cause ?? '-', [...new Set(found)].join(', ')].join('\t').trimEnd())
  }
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('captures.tsv')
})
