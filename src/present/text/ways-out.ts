import type {AnyCheck} from '../../checks/define-check.ts'
import type {Facts, Server} from '../../facts/types.ts'
import type {AnyRepair, HandWork} from '../../repairs/define-repair.ts'
import {repairs as catalogue} from '../../repairs/index.ts'
import type {Finding} from '../../report/types.ts'
import type {Page} from './page.ts'

/** A repair worked out for this case. */
export interface WayOut {
  readonly repair: AnyRepair
  readonly work: HandWork
}

/** The repairs of these findings that a person can do, in the order the findings give them. */
export function waysOut(findings: readonly Finding[], facts: Facts): readonly WayOut[] {
  const ids = [...new Set(findings.flatMap(f => f.repairs))]
  return ids.flatMap(id => {
    const repair = catalogue.find(r => r.id === id)
    const about = findings.filter(f => f.repairs.includes(id))
    const work = repair?.byHand({facts, servers: serversOf(about, facts)}) ?? null
    return repair && work ? [{repair, work}] : []
  })
}

/** The servers findings are about; all of them when the subject is no server's label. */
function serversOf(findings: readonly Finding[], facts: Facts): readonly Server[] {
  const subjects = findings.map(f => f.subject)
  const named = facts.servers.filter(s => subjects.includes(s.label))
  return named.length > 0 ? named : facts.servers
}

/** What helps, safest first, and what is often tried and does not. */
export function printWaysOut(
  page: Page,
  findings: readonly Finding[],
  ways: readonly WayOut[],
  checks: readonly AnyCheck[],
): void {
  const {pen} = page
  const steps = ways.flatMap(w => w.work.steps)
  const advice = [...new Set(findings.flatMap(f => f.advice))].filter(a => !isStep(a, steps))
  if (ways.length > 0) page.heading('What helps')
  ways.forEach(({repair, work}, i) => {
    page.paragraph(`${repair.title} (${repair.id})`, {indent: 2, lead: `${i + 1}.`})
    page.paragraph(`Touches ${repair.touches}.`, {indent: 5, paint: pen.dim})
    for (const step of work.steps) page.paragraph(step, {indent: 5, lead: pen.mark.bullet})
  })
  if (advice.length > 0) page.heading(ways.length > 0 ? 'Keep in mind' : 'What helps')
  for (const sentence of advice) page.paragraph(sentence, {indent: 2, lead: pen.mark.bullet})
  const folklore = checks.find(c => c.id === findings[0]?.check)?.folklore ?? []
  if (folklore.length === 0) return
  page.heading('What does not help')
  for (const sentence of folklore) page.paragraph(sentence, {indent: 2, lead: pen.mark.bullet})
}

/** Advice to start a server under an ID is what the steps of a repair say with file and line. */
function isStep(advice: string, steps: readonly string[]): boolean {
  const flag = /(?:: |^Write )(--node-name=[^\s|]+)/.exec(advice)?.[1]
  return flag !== undefined && steps.some(step => step.includes(flag))
}
