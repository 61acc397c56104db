import type {ReportView} from '../report-view.ts'
import {renderHtml} from './render-html.ts'

/** The page of a report of which nothing else is known. */
export function renderReportPage({report, checks}: ReportView): string {
  return renderHtml({report, checks, map: null, timeline: [], next: null, plan: null})
}
