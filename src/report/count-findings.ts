import type {Finding, Report} from './types.ts'

/** What a finding counts as: its severity, `unknown` for an open question, `suppressed` for one that fails nothing. */
export type Level = Finding['severity'] | 'unknown' | 'suppressed'

export function levelOf(finding: Finding): Level {
  if (finding.suppressed) return 'suppressed'
  return finding.status === 'unknown' ? 'unknown' : finding.severity
}

/** How many findings of each level a report has. */
export function countFindings({findings}: Report): Readonly<Record<Level, number>> {
  const counts = {error: 0, warning: 0, info: 0, unknown: 0, suppressed: 0}
  for (const finding of findings) counts[levelOf(finding)]++
  return counts
}

/** Whether a finding is at or above the level that ends with exit code 1. */
export function failsReport(finding: Finding, {failLevel}: Report): boolean {
  const level = levelOf(finding)
  return failLevel !== 'never' && (level === 'error' || (level === 'warning' && failLevel === 'warning'))
}
