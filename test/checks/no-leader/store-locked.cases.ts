import {fires, quiet, skips} from '../check-case.ts'
import {facts, gossip, leaderless, leading} from '../facts-builder.ts'

const http = '2026-11-21T03:22:13Z api: Running HTTP server'
const later = '2026-11-21T03:22:24Z Error #01: no member leader found in member list'

export default [
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
