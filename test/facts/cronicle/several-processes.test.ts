import {describe, expect, test} from 'vitest'
import type {StatusSeen} from '../../../src/facts/cronicle/answer-owners.ts'
import {severalIn} from '../../../src/facts/cronicle/several-processes.ts'

/** Whose answer, after how many seconds, how long it has run. */
type Seen = readonly [pid: number, at: number | null, uptime: number | null]

/** The processes behind one address that answered over one way. */
function processes(...seen: readonly Seen[]): readonly string[] | null {
  const answers = seen.map(
    ([pid, receivedAt, uptime]): StatusSeen => ({
      value: {hostname: 'w', ip: null, pid, version: null, now: null, uptime},
      quote: {source: 'http://lb:3012/api/app/status', value: `pid ${pid}`},
      asked: 'w',
      way: 'balancer',
      series: 'http://lb:3012',
      receivedAt,
    }),
  )
  return severalIn(answers)?.processes ?? null
}

describe('several processes behind one address', () => {
  test('answers that change back and forth', () => {
    expect(processes([1, 0, 500], [2, 1, 500], [1, 2, 500])).toEqual(['w, pid 1', 'w, pid 2'])
  })

  test('one that ran before the other had answered for the last time', () => {
    expect(processes([1, 0, 30], [1, 1, 31], [2, 2, 30])).toEqual(['w, pid 1', 'w, pid 2'])
    expect(processes([1, 0, 3000], [2, 90, 3000])).toEqual(['w, pid 1', 'w, pid 2'])
  })

  test('not one process that was started anew in between', () => {
    expect(processes([1, 0, 5000], [2, 8, 1])).toBeNull()
    expect(processes([1, 0, 5000], [1, 1, 5001], [2, 2, 2])).toBeNull()
  })

  test('of saved answers, whose moment is not known, the youth of the newer process is the sign', () => {
    expect(processes([1, null, 5000], [2, null, 59])).toBeNull()
    expect(processes([1, null, 5000], [2, null, 61])).toEqual(['w, pid 1', 'w, pid 2'])
    expect(processes([1, null, 5000], [2, null, null])).toEqual(['w, pid 1', 'w, pid 2'])
  })

  test('not one that answers every time', () => {
    expect(processes([1, 0, 5], [1, 1, 6])).toBeNull()
  })
})
