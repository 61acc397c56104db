import {type AnyCheck, schedulersOf} from '../../checks/define-check.ts'
import {everyRepair as catalogue} from '../../repairs/every-repair.ts'

/** The documentation page of one check. */
export function renderCheckPage(check: AnyCheck): string {
  const parts = [
    `# ${check.id}`,
    `**${check.title}.** Severity: ${check.severity}. Scheduler: ${schedulersOf(check).join(', ')}. Since ${check.since}.`,
    `> ${escapePlaces(check.message)}`,
    '## Why it matters',
    check.why.trim(),
    ...section('See it with your own eyes', check.confirm.length > 0 ? ['```sh', ...check.confirm, '```'] : []),
    ...section('What helps', check.repairs.map(repairItem)),
    ...section('What does not help', check.folklore.map(item)),
    ...(check.snippets ?? []).flatMap(({title, text}) => [
      `## Settings that work: ${title}`,
      `\`\`\`text\n${text}\n\`\`\``,
    ]),
    ...section('References', check.references.map(item)),
  ]
  return `${parts.join('\n\n')}\n`
}

/** The list of all checks. */
export function renderCheckIndex(checks: readonly AnyCheck[]): string {
  const rows = checks.map(c => `| [${c.id}](${c.id}.md) | ${c.severity} | ${c.title.replaceAll('|', '\\|')} |`)
  return `# Checks\n\n| check | severity | what is wrong |\n|---|---|---|\n${rows.join('\n')}\n`
}

function section(heading: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`## ${heading}`, lines.join('\n')]
}

function item(text: string): string {
  return `- ${text}`
}

function repairItem(id: string): string {
  const repair = catalogue.find(r => r.id === id)
  return repair ? `- \`${id}\`: ${repair.title}. Touches ${repair.touches}. Risk: ${repair.risk}.` : `- \`${id}\``
}

/** Places stand in italics; one that follows a word without a space is an ending that most firings leave empty. */
function escapePlaces(message: string): string {
  return message.replace(/(?<=\w)\{\w+\}/g, '').replace(/\{(\w+)\}/g, '*$1*')
}
