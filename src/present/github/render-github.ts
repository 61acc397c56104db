import {type Level, levelOf} from '../../report/count-findings.ts'
import type {Finding} from '../../report/types.ts'
import {pathFrom} from '../file-uri.ts'
import type {ReportView} from '../report-view.ts'
import {summarise} from '../summarise.ts'
import {printable} from '../text/wrap.ts'

const commands: Readonly<Record<Level, 'error' | 'warning' | 'notice'>> = {
  error: 'error',
  warning: 'warning',
  info: 'notice',
  unknown: 'warning',
  suppressed: 'notice',
}

/**
 * Workflow commands of GitHub Actions: the result, then an annotation a finding. A step shows the first ten of each
 * kind, and findings come by importance.
 */
export function renderGithub(view: ReportView): string {
  const {report} = view
  const result = command('notice', {title: `doctor ${report.command}`}, summarise(report))
  return [result, ...report.findings.map(f => annotation(f, view))].map(line => `${line}\n`).join('')
}

function annotation(finding: Finding, view: ReportView): string {
  const {check, subject, message, advice, place, suppressed} = finding
  const level = levelOf(finding)
  const mark = level === 'unknown' ? ', not determined' : level === 'suppressed' ? ', suppressed' : ''
  const until = suppressed?.until ? ` until ${suppressed.until}` : ''
  const why = suppressed ? [`Suppressed${until}: ${suppressed.reason}`] : []
  const properties = {
    file: place && pathFrom(place.file, view),
    line: place?.line,
    col: place?.column,
    title: `${check} (${subject}${mark})`,
  }
  return command(commands[level], properties, [message, ...why, ...advice, `doctor explain ${check}`].join('\n'))
}

/** Escaped as the runner reads it (actions/toolkit, packages/core, command.ts); control characters are made visible. */
function command(
  name: string,
  properties: Readonly<Record<string, string | number | undefined>>,
  text: string,
): string {
  const given = Object.entries(properties).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${escapeProperty(String(value))}`],
  )
  return `::${name} ${given.join(',')}::${escapeData(text)}`
}

function escapeData(text: string): string {
  return printable(text, true).replaceAll('%', '%25').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
