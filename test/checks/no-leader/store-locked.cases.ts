import {read, unreadable} from '../../../src/case/read.ts'
import type {LockHolder, StoreLock} from '../../../src/case/store-lock.ts'
import {fires, quiet, skips, unknown} from '../check-case.ts'
import {facts, gossip, leaderless, leading} from '../facts-builder.ts'

const http = '2026-11-21T03:22:13Z api: Running HTTP server'
const later = '2026-11-21T03:22:24Z Error #01: no member leader found in member list'

const own = `c0ffee000001${'0'.repeat(52)}`
const other = 'd'.repeat(64)

/** The lock as /proc/locks shows it. */
const heldBy = (holder: Partial<LockHolder>, lock: Partial<StoreLock> = {}) => ({
  lock: read({
    holders: [{pid: 99, command: '/dkron agent', container: null, ancestors: [98, 1], ...holder}],
    blindSpot: null,
    ...lock,
  }),
})
const nobody = {lock: read({holders: [], blindSpot: null})}
const unseen = {lock: read({holders: [], blindSpot: 'doctor runs in a container'})}
const joinedBy = 'same-path' as const

export default [
  fires('the scheduler itself holds it', facts([{joinedBy, dataDir: heldBy({container: own})}]), {
    severity: 'info',
    message:
      's1 runs on this data-dir: process 99 (/dkron agent) in container s1 holds raft.db, which was read as of one moment while in use; stop it before anything is changed there',
    quote: 'process 99 (/dkron agent) in container s1 holds raft.db',
  }),
  fires(
    'the scheduler itself, its container known by a parent process',
    facts([{joinedBy, dataDir: heldBy({ancestors: [4712, 4711, 1]}), container: {pid: 4711}}]),
    {severity: 'info'},
  ),
  fires('a scheduler outside of any container', facts([{container: false, dataDir: heldBy({})}]), {severity: 'info'}),
  fires('another container', facts([{joinedBy, dataDir: heldBy({container: other})}]), {
    severity: 'error',
    message:
      'process 99 (/dkron agent) in container dddddddddddd holds the lock of raft.db and is not the scheduler of this data-dir: s1 waits for it without end and without a word',
    advice: 'docker stop dddddddddddd',
    repairs: [],
  }),
  fires(
    'a process of the host, while the container runs',
    facts([{joinedBy, dataDir: heldBy({command: 'bbolt check'})}]),
    {severity: 'error', advice: 'ps -o pid,lstart,user,args -p 99'},
  ),
  fires(
    'a process of the host, while nothing else runs',
    facts([{container: {status: 'exited'}, joinedBy, dataDir: heldBy({command: null})}]),
    {
      severity: 'error',
      message:
        'process 99 holds the lock of raft.db and is not the scheduler of this data-dir: s1 would wait for it without end',
    },
  ),
  quiet(
    'the lock of a copy says nothing of the container',
    facts([{joinedBy: 'path-ending', said: [http], dataDir: heldBy({container: other})}]),
  ),
  quiet('nobody holds it, and everybody would be seen', facts([{joinedBy, dataDir: nobody}], {offline: false})),
  quiet(
    'nobody is seen, but the server leads',
    facts([{joinedBy, dataDir: unseen, api: leading('n1')}], {offline: false}),
  ),
  unknown('nobody is seen, and not everybody would be', facts([{joinedBy, dataDir: unseen}], {offline: false}), {
    blocking: false,
    reason: 'whether a process holds raft.db of s1 cannot be seen: doctor runs in a container',
    advice: '--pid=host',
  }),
  unknown(
    'the locks cannot be read',
    facts([{joinedBy, dataDir: {lock: unreadable('/proc/locks', 'this system does not list its locks')}}], {
      offline: false,
    }),
    {
      blocking: false,
      reason: 'whether a process holds raft.db of s1 cannot be seen: /proc/locks: this system does not list its locks',
    },
  ),
  fires(
    'it waits, and who holds the lock cannot be seen',
    facts([{joinedBy, dataDir: unseen, api: {...leaderless, members: [gossip('n1', {server: false})]}}]),
    {severity: 'error', confidence: 'medium', advice: 'cannot be seen from here: doctor runs in a container'},
  ),
  fires(
    'HTTP and nothing after it',
    facts([{said: ['2026-11-21T03:22:12Z agent: Dkron agent starting', http, later]}]),
    {
      severity: 'error',
      message:
        's1 answers on HTTP but never got as far as Raft: another process holds its raft.db, or a very long log is still being read',
      confidence: 'medium',
      repairs: [],
      quote: 'no "dkron: monitoring leadership" after it',
    },
  ),
  fires(
    'it has not given itself the tags of a server',
    facts([{api: {...leaderless, members: [gossip('n1', {server: false})]}}]),
    {severity: 'error', quote: '"n1" has no rpc_addr tag'},
  ),
  quiet('Raft runs', facts([{said: [http, '2026-11-21T03:22:14Z dkron: monitoring leadership', later]}])),
  quiet(
    'it was started a moment ago',
    facts([{said: [http, '2026-11-21T03:22:15Z Error #01: no member leader found in member list']}]),
  ),
  quiet('it ended', facts([{said: [http, later], container: {status: 'exited', exitCode: 1}}])),
  quiet(
    'it ended with a reason',
    facts([{said: [http, '2026-11-21T03:22:24Z agent: Raft layer failed to start error="new raft: x"']}]),
  ),
  quiet('it leads', facts([{said: [http, later], api: leading('n1')}])),
  skips('neither log nor answers', facts([{}])),
]
