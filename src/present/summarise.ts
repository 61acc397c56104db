import {countFindings} from '../report/count-findings.ts'
import type {Report} from '../report/types.ts'

/** The result in one line: `broken: server-id-changed; 1 error, 1 warning; exit code 1`. */
export function summarise(report: Report): string {
  const {error, warning, info, unknown, suppressed} = countFindings(report)
  const counts = [
    several(error, 'error'),
    several(warning, 'warning'),
    ...(info > 0 ? [`${info} info`] : []),
    ...(unknown > 0 ? [`${unknown} not determined`] : []),
    ...(suppressed > 0 ? [`${suppressed} suppressed`] : []),
  ]
  const cause = report.cause === null ? '' : `: ${report.cause}`
  return `${report.verdict}${cause}; ${counts.join(', ')}; exit code ${report.exitCode}`
}

function several(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
