import {noLeaderChecks} from '../../../src/checks/no-leader/index.ts'
import {deriveFacts} from '../../../src/facts/derive.ts'
import {renderDkronHtml} from '../../../src/present/html/render-dkron-html.ts'
import {offerRepair} from '../../../src/repairs/planning/offer-repair.ts'
import {diagnose} from '../../../src/report/diagnose.ts'
import type {Report} from '../../../src/report/types.ts'
import {readComposeTexts} from '../../../src/sources/read-plan-inputs.ts'
import {collectFixture} from '../../case/collect-fixture.ts'

/** The page of a captured case, and the report it was made from. */
export async function pageOfCase(name: string): Promise<{readonly report: Report; readonly page: string}> {
  const collected = await collectFixture(name)
  const facts = deriveFacts(collected)
  const options = {command: 'no-leader', version: '0.0.0', failLevel: 'error', only: [], skip: [], facts: {}} as const
  const report = diagnose(facts, noLeaderChecks, options)
  const texts = readComposeTexts(collected)
  const offer = texts && offerRepair(facts, report.findings, texts, ['dkron.data'])
  return {report, page: renderDkronHtml(report, facts, noLeaderChecks, offer)}
}
