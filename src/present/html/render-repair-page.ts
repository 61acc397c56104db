import type {Facts} from '../../facts/types.ts'
import type {Plan} from '../../repairs/plan.ts'
import type {Report} from '../../report/types.ts'
import type {RunResult} from '../../surgery/run-plan.ts'
import type {ReportView} from '../report-view.ts'
import {planResultOf} from './plan.ts'
import {renderDkronHtml} from './render-dkron-html.ts'
import {renderReportPage} from './render-report-page.ts'

/** What a plan was made from. */
export interface RepairCase {
  readonly report: Report
  /** Of Dkron: for the map and the course of the logs. */
  readonly facts: Facts | null
  readonly checks: ReportView['checks']
}

/** Diagnosis, plan and, after a run, what came of it. */
export function renderRepairPage({report, facts, checks}: RepairCase, plan: Plan, run: RunResult | null): string {
  const made = {plan, result: run && planResultOf(run)}
  return facts === null ? renderReportPage({report, checks}, made) : renderDkronHtml(report, facts, checks, null, made)
}
