import type {Check} from '../../checks/define-check.ts'
import type {Facts} from '../../facts/types.ts'
import type {Report} from '../../report/types.ts'
import {printMemberTable} from './member-table.ts'
import {printNext} from './next-command.ts'
import {type DiagnosisParts, renderDiagnosis} from './render-diagnosis.ts'
import type {Style} from './style.ts'
import {waysOut} from './ways-out.ts'

const words = {
  healthy: 'Nothing found that keeps jobs from the agents',
  unknown: 'The evidence does not decide whether jobs reach the agents',
}

/** The report on a Dkron cluster's agents. Pure. */
export function renderAgentsReport(whole: Report, facts: Facts, checks: readonly Check[], style: Style): string {
  const parts: DiagnosisParts = {
    checks,
    words,
    unread: facts.cluster.unread,
    waysOut: told => waysOut(told, facts),
    printTable: page => printMemberTable(page, facts),
    printNext(page, {report, told, ways}) {
      const open = report.findings.filter(f => f.status === 'unknown').slice(0, 1)
      printNext(page, report, facts, {told: report.verdict === 'unknown' ? open : told, ways, offer: null})
    },
  }
  return renderDiagnosis(whole, parts, style)
}
