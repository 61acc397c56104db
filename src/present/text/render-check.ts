import type {AnyCheck} from '../../checks/define-check.ts'
import {everyRepair as catalogue} from '../../repairs/every-repair.ts'
import type {Severity} from '../../report/types.ts'
import {Page} from './page.ts'
import type {Style} from './style.ts'

/** One page about one check. */
export function renderCheck(check: AnyCheck, style: Style): string {
  const page = new Page(style)
  const {pen} = page
  page.paragraph(check.title, {paint: pen.bold})
  page.paragraph(`${check.id}: ${check.severity}, since ${check.since}`, {paint: pen.dim})
  page.heading('Why it matters')
  check.why.split(/\n\s*\n/).forEach((text, i) => {
    if (i > 0) page.blank()
    page.paragraph(text.replace(/\s*\n\s*/g, ' ').trim(), {indent: 2})
  })
  list(page, 'See it with your own eyes', check.confirm, true)
  list(page, 'What helps', check.repairs.map(repairLine), false)
  list(page, 'What does not help', check.folklore, false)
  for (const {title, text} of check.snippets ?? []) list(page, `Settings that work: ${title}`, [text], true)
  list(page, 'References', check.references, false)
  return page.toString()
}

function repairLine(id: string): string {
  const repair = catalogue.find(r => r.id === id)
  return repair ? `${id}: ${repair.title}. Touches ${repair.touches}.` : id
}

function list(page: Page, heading: string, items: readonly string[], commands: boolean): void {
  if (items.length === 0) return
  page.heading(heading)
  for (const item of items) {
    if (commands) page.command(item)
    else page.paragraph(item, {indent: 2, lead: page.pen.mark.bullet})
  }
}

/** Every check in a line, in catalogue order. */
export function renderCheckList(checks: readonly AnyCheck[], style: Style): string {
  const page = new Page(style)
  const {pen} = page
  const colour: Record<Severity, (text: string) => string> = {error: pen.error, warning: pen.warning, info: pen.dim}
  for (const check of checks) {
    page.paragraph(`${check.id} (${check.severity})`, {
      lead: pen.mark[check.severity],
      paintLead: colour[check.severity],
      paint: pen.bold,
    })
    page.paragraph(check.title, {indent: 4})
  }
  page.blank()
  page.paragraph('doctor explain CHECK_ID tells more about one of them.', {paint: pen.dim})
  return page.toString()
}
