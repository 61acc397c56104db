import type {ReportView} from '../report-view.ts'
import {type HtmlReport, renderHtml} from './render-html.ts'

/** The page of a report of which nothing else is known. */
export function renderReportPage(
  {report, checks}: Pick<ReportView, 'report' | 'checks'>,
  plan: HtmlReport['plan'] = null,
): string {
  return renderHtml({report, checks, map: null, timeline: [], next: null, ways: [], plan})
}
