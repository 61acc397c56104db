import type {Evidence, Finding} from '../../report/types.ts'
import type {Page} from './page.ts'

/** With three servers in the same trouble the rest says the same again. */
const shown = 8

/** What was read where; each quotation once, however many findings rest on it. */
export function printEvidence(page: Page, findings: readonly Finding[]): void {
  const seen = new Set<string>()
  const evidence: Evidence[] = []
  for (const e of findings.flatMap(f => f.evidence)) {
    const key = `${e.source}\n${e.value}`
    if (!seen.has(key)) evidence.push(e)
    seen.add(key)
  }
  if (evidence.length === 0) return
  page.heading('Evidence')
  for (const {source, value} of evidence.slice(0, shown)) {
    page.paragraph(`${source} → ${value}`, {indent: 2, lead: page.pen.mark.bullet})
  }
  const rest = evidence.length - shown
  if (rest > 0) page.paragraph(`… and ${rest} more of the kind (--json has all)`, {indent: 2, paint: page.pen.dim})
}
