import {fires, quiet, skips} from '../check-case.ts'
import {facts, flag, gossip, leading} from '../facts-builder.ts'

const expecting = (numbers: readonly number[], rest: object = {voters: null}) =>
  numbers.map((n, i) => ({id: `n${i + 1}`, settings: {bootstrapExpect: flag('bootstrap-expect', n)}, ...rest}))

export default [
  fires('3, 2, 3', facts(expecting([3, 2, 3])), {
    severity: 'error',
    message: 'the servers expect different numbers of servers (s1: 3, s2: 2, s3: 3), and so none of them bootstraps',
    repairs: ['bootstrap-expect'],
  }),
  fires('1, 3, 3: the one bootstraps', facts(expecting([1, 3, 3])), {
    severity: 'warning',
    message:
      'the servers expect different numbers of servers (s1: 1, s2: 3, s3: 3): the one that expects 1 bootstraps alone',
  }),
  fires('with a configuration it has no effect', facts(expecting([3, 2, 3], {voters: ['n1', 'n2', 'n3']})), {
    severity: 'warning',
    message:
      'the servers expect different numbers of servers (s1: 3, s2: 2, s3: 3): without effect as long as the data-dirs last, wrong on empty ones',
  }),
  fires('nor with a leader', facts(expecting([3, 2], {voters: null, api: leading('n1')})), {severity: 'warning'}),
  fires(
    'the other one is known from gossip',
    facts([
      {
        voters: null,
        settings: {bootstrapExpect: flag('bootstrap-expect', 3)},
        api: {members: [gossip('n1', {expect: 3}), gossip('n9', {expect: 2})]},
      },
    ]),
    {severity: 'error', quote: 'tag expect of "n9": expects 2'},
  ),
  quiet('3, 3, 3', facts(expecting([3, 3, 3]))),
  skips('only one says', facts([...expecting([3]), {id: 'n2', voters: null}])),
]
