import {countFindings} from '../../report/count-findings.ts'
import {toJsonLine} from '../json.ts'
import type {ReportView} from '../report-view.ts'

/**
 * One JSON object a line, each with its `type`: the result first (`report`, with counts), then every `finding` in the
 * order of the report, every `check`, and the `facts`. Together they are the report of `json`.
 */
export function renderNdjson({report}: ReportView): string {
  const {findings, checks, facts, ...result} = report
  return [
    {type: 'report', ...result, counts: countFindings(report)},
    ...findings.map(finding => ({type: 'finding', ...finding})),
    ...checks.map(check => ({type: 'check', ...check})),
    {type: 'facts', facts},
  ]
    .map(toJsonLine)
    .join('')
}
