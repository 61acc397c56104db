import type {AnyCheck} from '../../checks/define-check.ts'
import type {Finding, Report} from '../../report/types.ts'
import {countingOnly} from './other-findings.ts'
import type {Page} from './page.ts'

interface Headline {
  readonly mark: 'error' | 'warning' | 'good' | 'unknown'
  readonly text: string
  /** The findings it speaks of. */
  readonly about: readonly Finding[]
}

/** What an ailment says where no finding speaks. */
export interface HeadlineWords {
  readonly healthy: string
  readonly unknown: string
}

const noLeader: HeadlineWords = {
  healthy: 'Nothing found that keeps a leader from being elected',
  unknown: 'Could not determine whether anything is wrong',
}

/** The first lines: the cause, or that there is none, in one sentence; what is suppressed is only counted. */
export function printHeadline(
  page: Page,
  whole: Report,
  checks: readonly AnyCheck[],
  words: HeadlineWords = noLeader,
): void {
  const {pen} = page
  const report = countingOnly(whole)
  const suppressed = whole.findings.length - report.findings.length
  const {mark, text, about} = headlineOf(report, checks, words, suppressed)
  const paintLead = mark === 'error' ? pen.error : mark === 'good' ? pen.good : pen.warning
  page.paragraph(text, {lead: pen.mark[mark], paint: mark === 'good' ? undefined : pen.bold, paintLead})
  printIdentity(page, about, pen.mark[mark])
}

function headlineOf(report: Report, checks: readonly AnyCheck[], words: HeadlineWords, suppressed: number): Headline {
  switch (report.verdict) {
    case 'broken': {
      const about = causeFindings(report)
      const title = checks.find(c => c.id === about[0]?.check)?.title
      return {mark: 'error', text: `Cause: ${about[0]?.message ?? title ?? 'see below'}`, about}
    }
    case 'unknown': {
      const open = report.findings.find(f => f.status === 'unknown')
      const text = `${words.unknown}: ${open?.message ?? 'evidence is missing'}`
      return {mark: 'unknown', text, about: open ? [open] : []}
    }
    case 'at-risk': {
      const warnings = report.findings.filter(f => f.status === 'fail' && f.severity === 'warning')
      const about = warnings.filter(f => f.check === warnings[0]?.check)
      return {mark: 'warning', text: `Nothing is broken now, but: ${about[0]?.message ?? ''}`, about}
    }
    case 'healthy': {
      const passed = report.checks.filter(c => c.status === 'pass').length
      const besides = suppressed > 0 ? `; ${suppressed} finding${suppressed > 1 ? 's' : ''} suppressed, see below` : ''
      const text = `${words.healthy} (${passed} checks passed${besides}).`
      return {mark: 'good', text, about: []}
    }
  }
}

/** The findings of the cause; of a report without one, its errors. */
function causeFindings(report: Report): readonly Finding[] {
  const errors = report.findings.filter(f => f.status === 'fail' && f.severity === 'error')
  return report.cause === null ? errors : errors.filter(f => f.check === report.cause)
}

/** The findings the upper part of the report is about: those of the cause, else those of the first warning. */
export function toldFindings(report: Report): readonly Finding[] {
  if (report.verdict === 'broken') return causeFindings(report)
  const first = report.findings.find(f => f.severity === 'warning' && f.status === 'fail')
  return first && report.verdict === 'at-risk' ? report.findings.filter(f => f.check === first.check) : []
}

/** Which check said it, about what, and how sure it is when that is not certain. */
function printIdentity(page: Page, findings: readonly Finding[], mark: string): void {
  const first = findings[0]
  if (!first) return
  const others = findings.slice(1).map(f => f.subject)
  const also = others.length > 0 ? `; the same on ${others.join(', ')}` : ''
  const sure = first.confidence === 'high' ? '' : `; confidence ${first.confidence}`
  page.paragraph(`(${first.check}, on ${first.subject}${also}${sure})`, {
    lead: ' '.repeat(mark.length),
    paint: page.pen.dim,
  })
}
