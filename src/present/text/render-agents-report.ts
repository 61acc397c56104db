import type {Check} from '../../checks/define-check.ts'
import type {Facts} from '../../facts/types.ts'
import type {Report} from '../../report/types.ts'
import {printEvidence} from './evidence.ts'
import {printHeadline, toldFindings} from './headline.ts'
import {printMemberTable} from './member-table.ts'
import {printNext} from './next-command.ts'
import {countingOnly, printOtherFindings, printSuppressed, printUndetermined} from './other-findings.ts'
import {Page} from './page.ts'
import type {Style} from './style.ts'
import {printWaysOut, waysOut} from './ways-out.ts'

const words = {
  healthy: 'Nothing found that keeps jobs from the agents',
  unknown: 'The evidence does not decide whether jobs reach the agents',
}

/** The report on a Dkron cluster's agents for a tired person. Pure. */
export function renderAgentsReport(whole: Report, facts: Facts, checks: readonly Check[], style: Style): string {
  const page = new Page(style)
  const report = countingOnly(whole)
  printHeadline(page, whole, checks, words)
  const told = toldFindings(report)
  const ways = waysOut(told, facts)
  printEvidence(page, told)
  printMemberTable(page, facts)
  if (report.verdict !== 'healthy') printWaysOut(page, told, ways, checks)
  printOtherFindings(page, report, told)
  printUndetermined(page, report, facts.cluster.unread, checks)
  printSuppressed(page, whole)
  const about = report.verdict === 'unknown' ? report.findings.filter(f => f.status === 'unknown').slice(0, 1) : told
  if (report.verdict !== 'healthy') printNext(page, report, facts, {told: about, ways, offer: null})
  return page.toString()
}
