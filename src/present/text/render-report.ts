import type {Check} from '../../checks/define-check.ts'
import type {Facts} from '../../facts/types.ts'
import type {RepairOffer} from '../../repairs/planning/offer-repair.ts'
import type {Report} from '../../report/types.ts'
import {printHealthyFacts} from './healthy-facts.ts'
import {printIdentityTable} from './identity-table.ts'
import {printNext} from './next-command.ts'
import {type DiagnosisParts, renderDiagnosis} from './render-diagnosis.ts'
import type {Style} from './style.ts'
import {waysOut} from './ways-out.ts'

/** The report on a Dkron cluster's leader; short when all is well. Pure. */
export function renderReport(
  whole: Report,
  facts: Facts,
  checks: readonly Check[],
  style: Style,
  offer: RepairOffer | null = null,
): string {
  const parts: DiagnosisParts = {
    checks,
    unread: facts.cluster.unread,
    waysOut: told => waysOut(told, facts),
    printTable: page => printIdentityTable(page, facts),
    printHealthy: page => printHealthyFacts(page, facts),
    printNext: (page, {report, told, ways}) => printNext(page, report, facts, {told, ways, offer}),
  }
  return renderDiagnosis(whole, parts, style)
}
