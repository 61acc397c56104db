import {levelOf} from '../../report/count-findings.ts'
import type {Finding} from '../../report/types.ts'
import type {ReportView} from '../report-view.ts'
import {summarise} from '../summarise.ts'
import {type Pen, penFor} from '../text/style.ts'
import {cutTo, printable} from '../text/wrap.ts'

/** The verdict, then a line a finding: level, check, message. Cut only where a terminal would break the line. */
export function renderShort({report, style, columns}: ReportView): string {
  const pen = penFor(style)
  const idWidth = Math.max(0, ...report.findings.map(f => f.check.length))
  const lines = report.findings.map(f => {
    const level = levelOf(f).padEnd(10)
    const line = cutTo(onOneLine(`${level} ${f.check.padEnd(idWidth)}  ${sentence(f)}`, style.unicode), columns)
    return paintFor(pen, f)(line.slice(0, level.length)) + line.slice(level.length)
  })
  const verdict = cutTo(onOneLine(`${report.command}: ${summarise(report)}`, style.unicode), columns)
  return `${[pen.bold(verdict), ...lines].join('\n')}\n`
}

function sentence(finding: Finding): string {
  const {message, subject, place, consequenceOf, suppressed} = finding
  const about = message.includes(subject) ? '' : `${subject}: `
  const where =
    place?.line === undefined ? '' : ` [${place.file}:${place.line}${place.column ? `:${place.column}` : ''}]`
  const follows = consequenceOf === null ? '' : ` (follows from ${consequenceOf})`
  const until = suppressed?.until ? ` until ${suppressed.until}` : ''
  const why = suppressed ? ` (suppressed${until}: ${suppressed.reason})` : ''
  return `${about}${message}${follows}${why}${where}`
}

function onOneLine(text: string, unicode: boolean): string {
  return printable(text.replaceAll('\n', ' '), unicode)
}

function paintFor(pen: Pen, finding: Finding): Pen['bold'] {
  const level = levelOf(finding)
  if (level === 'error') return pen.error
  return level === 'warning' || level === 'unknown' ? pen.warning : pen.dim
}
