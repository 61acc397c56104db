import type {AnyCheck} from '../../checks/define-check.ts'
import type {Finding, Report, Severity} from '../../report/types.ts'
import type {Page} from './page.ts'

/** Findings beside the ones already told: consequences of the cause, then the rest; the same on several in one. */
export function printOtherFindings(page: Page, report: Report, told: readonly Finding[]): void {
  const rest = report.findings.filter(f => f.status === 'fail' && !told.includes(f))
  if (rest.length === 0) return
  page.heading('Also found')
  const groups = new Map<string, Finding[]>()
  for (const finding of rest) {
    const key = `${finding.check} ${finding.severity}`
    groups.set(key, [...(groups.get(key) ?? []), finding])
  }
  for (const [first, ...others] of groups.values()) if (first) printOther(page, first, others)
}

/** The report without what is lived with, which stands at its end and nowhere else. */
export function countingOnly(report: Report): Report {
  return {...report, findings: report.findings.filter(f => !f.suppressed)}
}

/** What is there, and fails nothing because somebody said so. */
export function printSuppressed(page: Page, {findings}: Report): void {
  const suppressed = findings.filter(f => f.suppressed)
  if (suppressed.length === 0) return
  page.heading('Suppressed')
  for (const {check, severity, subject, message, suppressed: by} of suppressed) {
    const about = message.includes(subject) ? '' : `${subject}: `
    const until = by?.until ? `until ${by.until}` : 'without an end'
    page.paragraph(`${about}${message} (${check}, ${severity}; ${until}: ${by?.reason})`, {
      indent: 2,
      lead: page.pen.mark.info,
      paintLead: page.pen.dim,
    })
  }
}

function printOther(page: Page, finding: Finding, others: readonly Finding[]): void {
  const about = finding.message.includes(finding.subject) ? '' : `${finding.subject}: `
  const also = others.length > 0 ? `; the same on ${others.map(f => f.subject).join(', ')}` : ''
  const follows = finding.consequenceOf === null ? '' : `; follows from ${finding.consequenceOf}`
  page.paragraph(`${about}${finding.message} (${finding.check}${also}${follows})`, {
    indent: 2,
    lead: page.pen.mark[finding.severity],
    paintLead: paintOf(page, finding.severity),
  })
}

function paintOf(page: Page, severity: Severity) {
  return {error: page.pen.error, warning: page.pen.warning, info: page.pen.dim}[severity]
}

/**
 * Questions that stayed open, with what to supply; checks that lack the same thing share a line. What the cause
 * explains is no question any more.
 */
export function printUndetermined(
  page: Page,
  report: Report,
  unread: readonly {readonly where: string; readonly reason: string}[],
  checks: readonly AnyCheck[],
): void {
  const explained = checks.find(c => c.id === report.cause)?.explains ?? []
  const open = report.findings.filter(f => f.status === 'unknown' && !explained.includes(f.check))
  const listed = new Set([...open.map(f => f.check), ...explained])
  const others = new Map<string, string[]>()
  for (const {check, status, reason} of report.checks) {
    if (status !== 'unknown' || listed.has(check)) continue
    others.set(reason, [...(others.get(reason) ?? []), check])
  }
  if (open.length === 0 && others.size === 0 && unread.length === 0) return
  const {pen} = page
  page.heading('Could not determine')
  for (const finding of open) {
    page.paragraph(`${finding.message} (${finding.check})`, {indent: 2, lead: pen.mark.unknown, paintLead: pen.warning})
    for (const sentence of finding.advice) page.paragraph(sentence, {indent: 4, lead: pen.mark.bullet})
  }
  for (const {where, reason} of unread) page.paragraph(`${where}: ${reason}`, {indent: 2, lead: pen.mark.unknown})
  for (const [reason, ids] of others) {
    page.paragraph(`${reason} (${ids.join(', ')})`, {indent: 2, lead: pen.mark.unknown})
  }
}
