import type {Facts} from '../../facts/types.ts'
import type {RepairOffer} from '../../repairs/planning/offer-repair.ts'
import {describeTimeline} from '../../report/describe-timeline.ts'
import type {Report} from '../../report/types.ts'
import {toldFindings} from '../text/headline.ts'
import {findNext, fittingOffer} from '../text/next-command.ts'
import {countingOnly} from '../text/other-findings.ts'
import {waysOut} from '../text/ways-out.ts'
import type {CheckWords} from './findings.ts'
import {renderIdentityMap} from './identity-map.ts'
import {type HtmlReport, renderHtml} from './render-html.ts'

/**
 * The page for a Dkron cluster: with its map, the course of its logs, the next command and what that would change.
 * @param run the repair that the page is about, chosen already
 */
export function renderDkronHtml(
  report: Report,
  facts: Facts,
  checks: readonly CheckWords[],
  offer: RepairOffer | null,
  run: HtmlReport['plan'] = null,
): string {
  const counted = countingOnly(report)
  const told = toldFindings(counted)
  const ways = waysOut(told, facts)
  const about = {told, ways, offer}
  const fitting = report.verdict === 'healthy' ? null : fittingOffer(about)
  return renderHtml({
    report,
    checks,
    next: report.verdict === 'healthy' || run ? null : findNext(counted, facts, about),
    ways: run ? [] : ways,
    plan: run ?? (fitting && {plan: fitting.plan, result: null}),
    map: renderIdentityMap(facts),
    timeline: describeTimeline(facts),
  })
}
