import {fires, quiet, skips} from '../check-case.ts'
import {facts, flag, leading} from '../facts-builder.ts'

const a = 'MDEyMzQ1Njc4OWFiY2RlZg=='
const b = 'ZmVkY2JhOTg3NjU0MzIxMA=='
const keys = (...values: readonly (string | null)[]) =>
  values.map((value, i) => ({
    id: `n${i + 1}`,
    voters: null,
    settings: {encrypt: value === null ? null : flag('encrypt', value)},
  }))

export default [
  fires('one of three differs', facts(keys(a, a, b)), {
    severity: 'error',
    subject: 'cluster',
    message:
      'the servers do not have the same gossip key (key A: s1, s2; key B: s3): those with different keys do not see each other',
    repairs: [],
    quote: 's3: --encrypt: key B, not shown',
  }),
  fires('one has none', facts(keys(a, null)), {severity: 'error'}),
  fires('no key at all', facts(keys('notakey')), {
    severity: 'error',
    message: 'the gossip key of s1 (--encrypt) is no base64 text of 16, 24 or 32 bytes: Dkron exits',
    quote: '7 characters, not shown',
  }),
  fires(
    'with a leader the odd one is cut off',
    facts([...keys(a, a, b), {id: 'n9', settings: {encrypt: flag('encrypt', a)}, api: leading('n9')}]),
    {severity: 'warning'},
  ),
  fires(
    'only a log',
    facts([{container: false, said: ['memberlist: failed to receive: no installed keys could decrypt the message']}]),
    {severity: 'error', confidence: 'medium'},
  ),
  quiet('one key', facts(keys(a, a))),
  quiet('none', facts(keys(null, null))),
  skips('no settings', facts([{container: false}])),
]
