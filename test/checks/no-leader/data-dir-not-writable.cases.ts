import {read} from '../../../src/case/read.ts'
import {fires, quiet, skips} from '../check-case.ts'
import {facts, leading, placed} from '../facts-builder.ts'

const denied =
  'agent: Raft layer failed to start error="file snapshot store: snapshot path not accessible: mkdir /dkron.data/raft/snapshots: permission denied"'
const owned = (uid: number, mode: number) => ({
  dataDir: {folder: read({uid, gid: uid, mode})},
  store: {ownership: {uid, gid: uid, mode: 0o600}},
})
const readOnly = [{type: 'bind', source: '/data/s1', destination: '/dkron.data', volume: null, writable: false}]

export default [
  fires(
    'the system refused',
    facts([{said: [denied], container: {user: '65534:65534', status: 'exited', exitCode: 1}}]),
    {
      severity: 'error',
      message: 's1 may not write in its data-dir: permission denied',
      confidence: 'high',
      advice: 'chown -R 65534:65534 /data/s1',
      repairs: [],
    },
  ),
  fires(
    'raft.db alone',
    facts([{said: ['error creating new raft store: open /dkron.data/raft/raft.db: permission denied']}]),
    {severity: 'error'},
  ),
  fires(
    'the disk is full',
    facts([{said: ['raft: failed to commit logs: error="write raft.db: no space left on device"']}]),
    {severity: 'error', advice: 'Free space'},
  ),
  fires('mounted read-only', facts([{container: {mounts: readOnly}}]), {
    severity: 'error',
    message: 's1 may not write in its data-dir: it is mounted read-only',
    advice: ':ro',
  }),
  fires("another user's files", facts([{...owned(0, 0o755), container: {user: '1000'}}]), {
    severity: 'error',
    message: 's1 may not write in its data-dir: its files belong to another user',
    confidence: 'medium',
    quote: 'owner 0:0, mode 0600',
  }),
  fires(
    'planned in the compose file',
    facts([{...owned(0, 0o755), container: false, service: {user: placed('1000:1000')}}]),
    {severity: 'error', quote: 'user: 1000:1000'},
  ),
  quiet('root may', facts([owned(1234, 0o700)])),
  quiet('its own files', facts([{...owned(1000, 0o700), container: {user: '1000:1000'}}])),
  quiet('a user only the image knows', facts([{...owned(0, 0o755), container: {user: 'dkron'}}])),
  quiet('it leads, so it can write', facts([{...owned(0, 0o755), container: {user: '1000'}, api: leading('n1')}])),
  quiet(
    'an earlier run was refused',
    facts([
      {said: ['agent: Dkron agent starting', denied, 'agent: Dkron agent starting', 'dkron: monitoring leadership']},
    ]),
  ),
  skips('nothing says who it runs as', facts([{...owned(0, 0o755), container: false}])),
]
