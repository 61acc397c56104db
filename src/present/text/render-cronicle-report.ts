import type {AnyCheck} from '../../checks/define-check.ts'
import type {CronicleFacts} from '../../facts/cronicle/types.ts'
import type {RepairOffer} from '../../repairs/planning/offer-repair.ts'
import type {Report} from '../../report/types.ts'
import {cronicleNext} from './cronicle-next.ts'
import {cronicleWays} from './cronicle-ways.ts'
import {printDialTable} from './dial-table.ts'
import {printEvidence} from './evidence.ts'
import {printHeadline, toldFindings} from './headline.ts'
import {countingOnly, printOtherFindings, printSuppressed, printUndetermined} from './other-findings.ts'
import {Page} from './page.ts'
import type {Style} from './style.ts'
import {printWaysOut} from './ways-out.ts'

const words = {
  healthy: 'Nothing found that keeps the primary from its workers',
  unknown: 'The evidence does not decide it',
}

/** The report on a Cronicle cluster for a tired person. Pure. */
export function renderCronicleReport(
  whole: Report,
  facts: CronicleFacts,
  offer: RepairOffer | null,
  checks: readonly AnyCheck[],
  style: Style,
): string {
  const page = new Page(style)
  const report = countingOnly(whole)
  printHeadline(page, whole, checks, words)
  const told = toldFindings(report)
  const ways = cronicleWays(told, facts)
  printEvidence(page, told)
  printDialTable(page, facts)
  if (report.verdict !== 'healthy') printWaysOut(page, told, ways, checks)
  printOtherFindings(page, report, told)
  printUndetermined(page, report, facts.cluster.unread, checks)
  printSuppressed(page, whole)
  const next = report.verdict === 'healthy' ? null : cronicleNext(report, facts, told, offer)
  if (next) {
    page.heading('Next')
    page.paragraph(next.sentence, {indent: 2})
    page.command(next.command, 4)
  }
  return page.toString()
}
