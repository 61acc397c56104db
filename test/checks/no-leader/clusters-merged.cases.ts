import {fires, quiet, skips} from '../check-case.ts'
import {facts, three} from '../facts-builder.ts'

const terms = (...runs: readonly (readonly [bigint, bigint, bigint])[]) => {
  const last = runs.at(-1)
  return {
    terms: runs.map(([term, first, lastIndex]) => ({
      term,
      first,
      last: lastIndex,
      count: Number(lastIndex - first) + 1,
    })),
    last: last?.[2] ?? 0n,
    lastTerm: last?.[0] ?? 0n,
  }
}

export default [
  fires('two bootstraps of one name', facts([{id: 'n1'}, {id: 'n1', voters: ['n1@10.0.0.2:6868']}]), {
    severity: 'error',
    subject: 's1, s2',
    message: 's1 and s2 are two different histories: at index 1 they hold different configurations of the same term',
    repairs: [],
  }),
  fires(
    'a long stretch of other terms',
    facts(three({log: terms([1n, 1n, 1n], [2n, 2n, 500n])}, {log: terms([1n, 1n, 1n], [3n, 2n, 900n])}).slice(0, 2)),
    {
      severity: 'error',
      message: 's1 and s2 are two different histories: at index 2 one has term 2, the other term 3',
    },
  ),
  quiet(
    'what a deposed leader wrote last',
    facts(
      three(
        {log: terms([1n, 1n, 1n], [2n, 2n, 30n])},
        {log: terms([1n, 1n, 1n], [2n, 2n, 25n], [3n, 26n, 900n])},
      ).slice(0, 2),
    ),
  ),
  quiet('one that is behind', facts(three({log: terms([1n, 1n, 1n], [2n, 2n, 9n])}, {}))),
  quiet(
    'the same bootstrap entry in another order',
    facts([
      {id: 'n1', voters: ['n1@10.0.0.1:6868', 'n2@10.0.0.2:6868']},
      {id: 'n2', voters: ['n2@10.0.0.2:6868', 'n1@10.0.0.1:6868']},
    ]),
  ),
  skips('one data-dir', facts([{}])),
]
