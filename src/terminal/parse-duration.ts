import {ToolError} from '../errors.ts'

const units: Readonly<Record<string, number>> = {ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000}
/** What a timer can wait for: 24 days. */
const most = 2 ** 31 - 1

/**
 * Milliseconds of `30`, `30s`, `500ms`, `5m` or `1h`; a bare number is seconds.
 * @throws ToolError BAD_USAGE
 */
export function parseDuration(text: string): number {
  const [, number = '', unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text.trim()) ?? []
  const ms = number === '' ? Number.NaN : Number(number) * (units[unit] ?? Number.NaN)
  if (ms > 0 && ms <= most) return ms
  throw new ToolError('BAD_USAGE', `"${text}" is no length of time`, {next: ['a number with a unit: 30s, 5m, 1h']})
}
