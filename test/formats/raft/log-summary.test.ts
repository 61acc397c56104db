import {describe, expect, test} from 'vitest'
import {LogSummaryBuilder} from '../../../src/formats/raft/log-summary.ts'

describe('the summary of a log', () => {
  test('of no entries is all zero', () => {
    expect(new LogSummaryBuilder().finish()).toEqual({
      first: 0n,
      last: 0n,
      lastTerm: 0n,
      count: 0,
      byType: {},
      terms: [],
      gaps: [],
      badEntries: [],
      badEntryCount: 0,
      termFalls: [],
    })
  })

  test('tells gaps with both ends included', () => {
    const summary = new LogSummaryBuilder()
    for (const index of [5, 6, 9, 11]) summary.add(index, 1, 0)
    expect(summary.finish().gaps).toEqual([
      {from: 7n, to: 8n},
      {from: 10n, to: 10n},
    ])
  })

  test('counts a term that comes back as a run of its own, and tells the fall', () => {
    const summary = new LogSummaryBuilder()
    for (const [index, term] of [
      [1, 1],
      [2, 3],
      [3, 2],
      [4, 3],
    ] as const)
      summary.add(index, term, 1)
    const {terms, termFalls, byType} = summary.finish()
    expect(terms.map(run => [run.term, run.first, run.last, run.count])).toEqual([
      [1n, 1n, 1n, 1],
      [3n, 2n, 2n, 1],
      [2n, 3n, 3n, 1],
      [3n, 4n, 4n, 1],
    ])
    expect(termFalls).toEqual([{index: 3n, term: 2n}])
    expect(byType).toEqual({Noop: 4})
  })

  test('stays exact beyond 2^53', () => {
    const summary = new LogSummaryBuilder()
    const huge = 2n ** 64n - 2n
    summary.add(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, 0)
    summary.add(2n ** 53n, 2n ** 53n, 0)
    summary.add(huge, 2n ** 53n + 1n, 200)
    summary.add(huge + 1n, 2n ** 53n, 201)
    expect(summary.finish()).toMatchObject({
      first: BigInt(Number.MAX_SAFE_INTEGER),
      last: huge + 1n,
      gaps: [{from: 2n ** 53n + 1n, to: huge - 1n}],
      termFalls: [{index: huge + 1n, term: 2n ** 53n}],
      byType: {Command: 2, Unknown: 2},
      lastTerm: 2n ** 53n,
    })
  })

  test('keeps a hundred bad entries, the last one among them', () => {
    const summary = new LogSummaryBuilder()
    summary.add(1, 1, 0)
    for (let index = 2; index <= 500; index++) summary.addBad(index, 'why')
    const {badEntries, badEntryCount, count, last, gaps} = summary.finish()
    expect([badEntryCount, count, last, badEntries.length]).toEqual([499, 500, 500n, 100])
    expect([badEntries[0]?.index, badEntries[98]?.index, badEntries[99]?.index]).toEqual([2n, 100n, 500n])
    expect(gaps).toEqual([])
  })
})
