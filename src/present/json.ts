import type {ReportView} from './report-view.ts'

/** JSON for programs: two spaces, bigint as decimal strings, one newline at the end. */
export function toJson(value: unknown): string {
  return `${JSON.stringify(value, bigintAsText, 2)}\n`
}

export function renderJson({report}: ReportView): string {
  return toJson(report)
}

/** One line a value, for streams of records. */
export function toJsonLine(value: unknown): string {
  return `${JSON.stringify(value, bigintAsText)}\n`
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}
