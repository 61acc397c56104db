import {expect, test} from 'vitest'
import {mergeQuestions, withoutAsked} from '../../../src/sources/probes/merge-questions.ts'
import type {Question} from '../../../src/sources/probes/question.ts'

const question = (host: string, tcp: readonly number[], of: string, udp: readonly number[] = []): Question => ({
  host,
  tcp,
  udp,
  why: [{role: 'stored-address', of}],
})

test('the same question is put once, for all reasons', () => {
  const merged = mergeQuestions([
    question('a', [1], 'x'),
    question('a', [1], 'y'),
    question('a', [1], 'x'),
    question('a', [2], 'x'),
  ])
  expect(merged.map(q => [q.tcp, q.why.map(w => w.of)])).toEqual([
    [[1], ['x', 'y']],
    [[2], ['x']],
  ])
})

test('what was asked is not asked again', () => {
  const before = [question('a', [1], 'x'), question('a', [2], 'x', [3])]
  expect(withoutAsked([question('a', [1, 2], 'y')], before)).toEqual([])
  expect(withoutAsked([question('a', [1, 4], 'y', [3, 5])], before)).toEqual([question('a', [4], 'y', [5])])
  expect(withoutAsked([question('b', [1], 'y')], before)).toEqual([question('b', [1], 'y')])
})
