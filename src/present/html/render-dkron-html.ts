import type {Facts} from '../../facts/types.ts'
import type {RepairOffer} from '../../repairs/planning/offer-repair.ts'
import {describeTimeline} from '../../report/describe-timeline.ts'
import type {Report} from '../../report/types.ts'
import {causeFindings} from '../text/headline.ts'
import {findNext} from '../text/next-command.ts'
import {waysOut} from '../text/ways-out.ts'
import type {CheckWords} from './findings.ts'
import {renderIdentityMap} from './identity-map.ts'
import {type HtmlReport, renderHtml} from './render-html.ts'

/** The page for a Dkron cluster: with its map, the course of its logs and the next command. */
export function renderDkronHtml(
  report: Report,
  facts: Facts,
  checks: readonly CheckWords[],
  offer: RepairOffer | null,
  plan: HtmlReport['plan'] = null,
): string {
  const told = causeFindings(report)
  const next = report.verdict === 'healthy' ? null : findNext(report, facts, {told, ways: waysOut(told, facts), offer})
  return renderHtml({
    report,
    checks,
    next,
    plan,
    map: renderIdentityMap(facts),
    timeline: describeTimeline(facts),
  })
}
