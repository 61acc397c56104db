import {fires, quiet, skips, unknown} from '../check-case.ts'
import {facts} from '../facts-builder.ts'

const damage = (code: string, severity: 'note' | 'warning' | 'error', message: string) => ({
  code,
  severity,
  page: null,
  message,
  consequence: 'the consequence',
})

export default [
  fires(
    'a page',
    facts([
      {
        store: {
          damage: [
            damage('page-type', 'error', 'page 4 is of unknown type 0x00'),
            damage('page-id-mismatch', 'error', 'x'),
          ],
        },
      },
    ]),
    {
      severity: 'error',
      subject: 's1',
      message: 'raft/raft.db of s1 is damaged: page 4 is of unknown type 0x00 (and 1 more)',
      repairs: [],
      advice: '20 log entries can still be read',
    },
  ),
  fires(
    'too short to be read',
    facts([{voters: null, store: {size: 100, store: null, damage: [damage('file-too-short', 'error', '100 bytes')]}}]),
    {severity: 'error'},
  ),
  fires(
    'one transaction back',
    facts([{store: {damage: [damage('meta-newest-invalid', 'warning', 'meta 0 is zero')]}}]),
    {
      severity: 'warning',
      message: 'raft/raft.db of s1 can be used but is not whole: meta 0 is zero',
      advice: 'the consequence',
    },
  ),
  fires(
    'Dkron crashes without a stored freelist',
    facts([{store: {damage: [damage('freelist-not-stored', 'warning', 'no freelist')]}}]),
    {severity: 'error'},
  ),
  fires('an entry', facts([{log: {badEntries: [{index: 7n, reason: 'map expected'}], badEntryCount: 1}}]), {
    severity: 'error',
    message: 'raft/raft.db of s1 is damaged: entry 7 cannot be decoded: map expected',
  }),
  fires('terms that fall', facts([{log: {termFalls: [{index: 9n, term: 1n}]}}]), {severity: 'error'}),
  fires(
    'only a log',
    facts([
      {
        dataDir: false,
        said: ['agent: Raft layer failed to start error="error creating new raft store: invalid database"'],
      },
    ]),
    {
      severity: 'error',
      confidence: 'medium',
      message: 'the log of s1 says that its raft.db cannot be opened',
    },
  ),
  quiet(
    'that log speaks of rights',
    facts([
      {
        dataDir: false,
        said: [
          'agent: Raft layer failed to start error="error creating new raft store: open /dkron.data/raft/raft.db: permission denied"',
        ],
      },
    ]),
  ),
  quiet('whole', facts([{}])),
  quiet('a note', facts([{store: {damage: [damage('leaf-empty', 'note', 'x')]}}])),
  quiet('leaked pages cost space only', facts([{store: {damage: [damage('pages-leaked', 'warning', 'x')]}}])),
  quiet(
    '0 bytes are an empty data-dir',
    facts([{voters: null, store: {size: 0, store: null, damage: [damage('file-empty', 'error', 'x')]}}]),
  ),
  unknown(
    'it could not be read',
    facts([{voters: null, store: {state: 'unreadable', where: 'raft/raft.db', reason: 'EACCES: permission denied'}}]),
    {
      blocking: true,
      reason: 'raft/raft.db of s1 could not be read: EACCES: permission denied',
      advice: 'as root on most hosts',
    },
  ),
  skips('none was given', facts([{dataDir: false}])),
]
