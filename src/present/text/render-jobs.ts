import type {JobsExport} from '../../formats/dkron/export-jobs.ts'
import type {StateStatement} from '../../formats/dkron/state-statement.ts'
import {shellPath} from '../../repairs/shell-quote.ts'
import {Page} from './page.ts'
import type {Style} from './style.ts'

export interface JobsView {
  readonly statement: StateStatement
  readonly exported: JobsExport
  /** Where the array was written; null for stdout. */
  readonly file: string | null
  /** Where the executions were written, `-` for stdout; null when they were not asked for. */
  readonly executionsFile: string | null
}

/** What was exported, from what, what it lacks, and how the jobs come back. */
export function renderJobs(view: JobsView, style: Style): string {
  const {statement, exported, file} = view
  const page = new Page(style)
  const {pen} = page
  const field = (label: string, text: string) =>
    page.paragraph(text, {indent: 2, lead: label.padEnd(11), paintLead: pen.dim})
  page.paragraph(`${counted(exported.jobs.length, 'job')} from ${statement.dataDir}`, {paint: pen.bold})
  field('read', sourceText(statement))
  field('written', `${placeOf(file ?? '-')}, for POST /v1/restore`)
  if (view.executionsFile !== null) {
    field('', `${counted(statement.executions, 'execution')}: ${placeOf(view.executionsFile)}`)
  }
  printMissing(page, view)
  page.heading('Not in it by design')
  for (const text of neverRestored(view)) page.paragraph(text, {indent: 2, lead: pen.mark.bullet})
  if (exported.jobs.length > 0) printWayBack(page, file)
  return page.toString()
}

function printMissing(page: Page, {statement, exported}: JobsView): void {
  const {mark, error, warning} = page.pen
  const lost = [
    ...statement.losses,
    ...exported.leftOut.map(
      ({job, reason}) => `job "${job.name}" is left out, Dkron would refuse the whole file: ${reason}`,
    ),
  ]
  if (lost.length > 0) {
    page.heading('NOT COMPLETE')
    for (const text of lost) page.paragraph(text, {indent: 2, lead: mark.error, paintLead: error})
    if (exported.leftOut.length > 0) page.paragraph('--json shows the jobs left out in full.', {indent: 2})
  }
  const doubts = [...doubtsOf(statement), ...exported.changed.map(({name, change}) => `job "${name}": ${change}`)]
  if (doubts.length === 0) return
  page.heading('Look at')
  for (const text of doubts) page.paragraph(text, {indent: 2, lead: mark.warning, paintLead: warning})
}

function sourceText({snapshot, entries}: StateStatement): string {
  const parts: string[] = []
  if (snapshot !== null) parts.push(`snapshot ${snapshot.folder} (up to log entry ${snapshot.index})`)
  if (entries !== null) parts.push(`log entries ${entries.from} to ${entries.to}`)
  return parts.join(' and ')
}

function doubtsOf(statement: StateStatement): string[] {
  const {possiblyUncommitted: tail, replay, strangers, passedOver} = statement
  const doubts: string[] = []
  if (tail !== null) {
    doubts.push(
      `up to ${counted(tail.count, 'entry')} (${tail.from} to ${tail.to}) may be on this server alone: the commit index is not stored. Usually that concerns the last few. The data-dir of the server with the longest log has the most.`,
    )
  }
  if (replay.versionMatters.length > 0) {
    const names = [...new Set(replay.versionMatters.map(({jobName}) => `"${jobName}"`))].join(', ')
    doubts.push(`whether ${names} was deleted depends on the release: name it with --dkron-version, 4.0.9 is assumed.`)
  }
  const ignored = replay.refused.find(({reason}) => reason === 'ignored-command')
  if (ignored !== undefined) {
    doubts.push(
      `${counted(ignored.count, 'command')}, the first in entry ${ignored.first}, of a type that Dkron passes over: of its commercial edition, or of another program.`,
    )
  }
  for (const {folder, reason} of passedOver) doubts.push(`snapshot ${folder} was passed over: ${reason}`)
  if (strangers.length > 0) doubts.push(`also in the data-dir: ${strangers.join(', ')}`)
  return doubts
}

function neverRestored({statement, executionsFile}: JobsView): string[] {
  const kept = executionsFile === null ? '; --executions FILE saves them to read' : ''
  return [
    `${counted(statement.executions, 'execution')}: Dkron has no way to take them back${kept}.`,
    'Next run times and lists of dependent jobs: Dkron makes both anew.',
  ]
}

function printWayBack(page: Page, file: string | null): void {
  page.heading('To bring them back')
  page.paragraph('Only once there is a leader; without one the answer is 200 and nothing is stored:', {indent: 2})
  page.command(`curl -F file=@${shellPath(file ?? 'jobs.json')} http://HOST:8080/v1/restore`, 4)
  page.paragraph('It answers 200 even when it fails: the text must hold no "fail create".', {indent: 2})
}

function placeOf(file: string): string {
  return file === '-' ? 'to standard output' : file
}

function counted(count: number, what: 'job' | 'execution' | 'command' | 'entry'): string {
  if (count === 1) return `1 ${what}`
  return `${count} ${what === 'entry' ? 'entries' : `${what}s`}`
}
