import {type AnyCheck, schedulersOf} from '../../checks/define-check.ts'
import type {Severity} from '../../report/types.ts'
import {renderCheckPage} from '../markdown/render-check-page.ts'
import type {ReportView} from '../report-view.ts'

/** SARIF's words for severities. */
export const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
}

/** A reportingDescriptor (SARIF 2.1.0, 3.49). */
export type Rule = ReturnType<typeof ruleOf>

/** Every check that was asked for, in the order of the catalogue. */
export function rulesOf({checks, homepage}: ReportView): readonly Rule[] {
  return checks.map(check => ruleOf(check, homepage))
}

function ruleOf(check: AnyCheck, homepage: string | null) {
  const helpUri = homepage === null ? null : pageOf(check.id, homepage)
  return {
    id: check.id,
    name: check.id.replace(/(?:^|-)([a-z0-9])/g, (_, first: string) => first.toUpperCase()),
    shortDescription: {text: `${check.title}.`},
    fullDescription: {text: check.why.trim()},
    help: {text: helpText(check), markdown: renderCheckPage(check)},
    ...(helpUri !== null && {helpUri}),
    defaultConfiguration: {level: levels[check.severity]},
    properties: {tags: ['scheduler', ...schedulersOf(check)]},
  }
}

function helpText(check: AnyCheck): string {
  const parts = [check.why.trim()]
  if (check.confirm.length > 0) parts.push(`See it with your own eyes:\n${check.confirm.join('\n')}`)
  if (check.repairs.length > 0) parts.push(`Repairs: ${check.repairs.join(', ')}.`)
  if (check.folklore.length > 0) parts.push(`What does not help:\n${check.folklore.join('\n')}`)
  return parts.join('\n\n')
}

/** The check's page among the sources; the home page itself where that shows no sources. */
function pageOf(id: string, homepage: string): string {
  const repository = /^https:\/\/(?:github\.com|gitlab\.com)\/[^/#?]+\/[^/#?]+/.exec(homepage)?.[0]
  return repository === undefined ? homepage : `${repository}/blob/HEAD/docs/checks/${id}.md`
}
