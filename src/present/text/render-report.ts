import type {Check} from '../../checks/define-check.ts'
import type {Facts} from '../../facts/types.ts'
import type {RepairOffer} from '../../repairs/planning/offer-repair.ts'
import type {Report} from '../../report/types.ts'
import {printEvidence} from './evidence.ts'
import {printHeadline, toldFindings} from './headline.ts'
import {printHealthyFacts} from './healthy-facts.ts'
import {printIdentityTable} from './identity-table.ts'
import {printNext} from './next-command.ts'
import {countingOnly, printOtherFindings, printSuppressed, printUndetermined} from './other-findings.ts'
import {Page} from './page.ts'
import type {Style} from './style.ts'
import {printWaysOut, waysOut} from './ways-out.ts'

/**
 * The report for a tired person: cause, evidence, what helps and what does not, the rest, one command. Short when
 * all is well. Pure; no line is wider than the style allows, except commands and words that cannot be broken.
 */
export function renderReport(
  whole: Report,
  facts: Facts,
  checks: readonly Check[],
  style: Style,
  offer: RepairOffer | null = null,
): string {
  const page = new Page(style)
  const report = countingOnly(whole)
  printHeadline(page, whole, checks)
  const told = toldFindings(report)
  const ways = waysOut(told, facts)
  if (report.verdict === 'healthy') printHealthyFacts(page, facts)
  else {
    printEvidence(page, told)
    printIdentityTable(page, facts)
    printWaysOut(page, told, ways, checks)
  }
  printOtherFindings(page, report, told)
  printUndetermined(page, report, facts.cluster.unread, checks)
  printSuppressed(page, whole)
  if (report.verdict !== 'healthy') printNext(page, report, facts, {told, ways, offer})
  return page.toString()
}
