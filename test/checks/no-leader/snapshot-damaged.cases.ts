import {fires, quiet, skips, unknown} from '../check-case.ts'
import {facts, snapshot} from '../facts-builder.ts'

const wrong = {checksum: 'wrong' as const, problem: 'state.bin does not match its checksum'}
const unlisted = {
  meta: null,
  listed: false,
  retained: false,
  metaProblem: 'missing',
  problem: 'meta.json: missing; Raft leaves the snapshot out',
}
const compacted = {log: {first: 0n, last: 0n, count: 0, terms: []}}

export default [
  fires('the only one, the log compacted', facts([{...compacted, snapshots: [snapshot(wrong)]}]), {
    severity: 'error',
    message:
      'snapshot 2-20-1700000000000 of s1 cannot be loaded (state.bin does not match its checksum), and the log does not reach back far enough to do without it',
    repairs: [],
    advice: 'state.bin (100 bytes) is still there',
  }),
  fires('without meta.json Raft leaves it out', facts([{...compacted, snapshots: [snapshot(unlisted)]}]), {
    severity: 'error',
  }),
  fires(
    'state.bin is gone',
    facts([{...compacted, snapshots: [snapshot({stateSize: null, problem: 'state.bin is missing'})]}]),
    {severity: 'error', advice: 'state.bin is gone'},
  ),
  fires(
    'a body the state machine refuses',
    facts([{...compacted, snapshots: [snapshot({body: {kind: 'damaged', reason: 'truncated'}})]}]),
    {severity: 'error'},
  ),
  fires(
    'an older one stands in, and the log reaches it',
    facts([{log: {first: 9n}, snapshots: [snapshot(wrong), snapshot({index: 8n})]}]),
    {
      severity: 'warning',
      message:
        'snapshot 2-20-1700000000000 of s1 cannot be loaded (state.bin does not match its checksum); another snapshot or the log stands in for it',
    },
  ),
  fires(
    'an older one stands in, and the log does not',
    facts([{log: {first: 15n}, snapshots: [snapshot(wrong), snapshot({index: 8n})]}]),
    {severity: 'error'},
  ),
  fires('unlisted, but the log is whole', facts([{snapshots: [snapshot(unlisted)]}]), {severity: 'warning'}),
  fires('only a log', facts([{dataDir: false, said: ['new raft: failed to load any existing snapshots']}]), {
    severity: 'error',
    confidence: 'medium',
  }),
  quiet('whole', facts([{snapshots: [snapshot()]}])),
  quiet(
    'an empty state of a cluster without jobs',
    facts([{snapshots: [snapshot({stateSize: 0, body: {kind: 'empty'}})]}]),
  ),
  unknown(
    'they could not be read',
    facts([{snapshots: {state: 'unreadable', where: 'raft/snapshots', reason: 'EACCES'}}]),
    {blocking: true},
  ),
  skips('none', facts([{}])),
  skips(
    'only what a crash left',
    facts([
      {
        snapshots: [
          snapshot({
            temporary: true,
            listed: false,
            retained: false,
            problem: 'never finished (.tmp); Raft ignores it',
          }),
        ],
      },
    ]),
  ),
]
