import {ToolError} from '../errors.ts'

/** Indexes, both ends included. */
export interface LogRange {
  readonly from: bigint
  readonly to: bigint
}

/**
 * `5` is one entry, `1..20` from 1 to 20 (either end may be left out), `~10` the last ten.
 * @throws ToolError BAD_USAGE for anything else.
 */
export function parseLogRange(text: string, log: {readonly first: bigint; readonly last: bigint}): LogRange {
  const newest = /^~(\d{1,20})$/.exec(text)
  if (newest?.[1]) {
    const from = log.last - BigInt(newest[1]) + 1n
    return {from: from < log.first ? log.first : from, to: log.last}
  }
  const single = /^(\d{1,20})$/.exec(text)
  if (single?.[1]) return {from: BigInt(single[1]), to: BigInt(single[1])}
  const ends = /^(\d{0,20})\.\.(\d{0,20})$/.exec(text)
  const from = ends?.[1] ? BigInt(ends[1]) : log.first
  const to = ends?.[2] ? BigInt(ends[2]) : log.last
  if (!ends || (ends[1] && ends[2] && from > to)) {
    throw new ToolError('BAD_USAGE', `"${text}" is no range of log indexes`, {
      next: ['--log 5 for one entry, --log 1..20 for twenty, --log ~10 for the last ten'],
    })
  }
  return {from, to}
}
