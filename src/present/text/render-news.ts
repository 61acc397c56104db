import type {Change} from '../../report/compare-reports.ts'
import type {News} from '../../report/follow-reports.ts'
import type {Finding, Report} from '../../report/types.ts'
import {penFor, type Style} from './style.ts'
import {printable} from './wrap.ts'

/** News of a watch as lines of a log: the time and the verdict first, what appeared and what is gone below. */
export function renderNews(news: News, at: Date, style: Style): string {
  const time = `${at.toISOString().slice(0, 19)}Z`
  const lines = 'failure' in news ? [failureLine(news.failure, style)] : changeLines(news.change, style)
  return lines.map((line, i) => `${i === 0 ? `${time} ` : '  '}${line}\n`).join('')
}

/** What a watch will be silent about because somebody said so: a line each. */
export function renderSuppressed({findings}: Report, style: Style): string {
  const lines = findings.flatMap(finding => {
    const {suppressed: by} = finding
    if (!by) return []
    const until = by.until === null ? '' : ` until ${by.until}`
    return [`suppressed${until}, ${oneLine(by.reason, style)}: ${lineOf(finding, style)}\n`]
  })
  return lines.join('')
}

/** The same for programs: verdicts, ids and findings as the report has them. */
export function newsJson(news: News, at: Date): object {
  return {at: at.toISOString(), ...('failure' in news ? {verdict: 'unknown', failure: news.failure} : news.change)}
}

function changeLines({verdict, cause, before, appeared, gone}: Change, style: Style): readonly string[] {
  const pen = penFor(style)
  const paint = verdict === 'broken' ? pen.error : verdict === 'healthy' ? pen.good : pen.warning
  const was = before === null || before === verdict ? '' : ` (was ${before})`
  return [
    `${paint(verdict)}${was}${cause === null ? '' : `: ${cause}`}`,
    ...appeared.map(f => `${markOf(f, style)} ${lineOf(f, style)}`),
    ...gone.map(f => `${pen.mark.good} no longer: ${lineOf(f, style)}`),
    ...(verdict === 'broken' && appeared.length > 0 ? [`${pen.command('doctor no-leader')} says what helps`] : []),
  ]
}

function failureLine(failure: string, style: Style): string {
  return `${penFor(style).warning('unknown')}: could not look: ${oneLine(failure, style)}`
}

function lineOf({subject, message, check}: Finding, style: Style): string {
  return oneLine(`${message.includes(subject) ? '' : `${subject}: `}${message} (${check})`, style)
}

const oneLine = (text: string, style: Style): string => printable(text, style.unicode).replaceAll('\n', ' ')

function markOf({status, severity}: Finding, style: Style): string {
  const {mark} = penFor(style)
  return status === 'unknown' ? mark.unknown : mark[severity]
}
