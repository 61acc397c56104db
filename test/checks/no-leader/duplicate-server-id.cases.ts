import {fires, quiet, skips} from '../check-case.ts'
import {facts, leaderless, placed, three} from '../facts-builder.ts'

export default [
  fires('two containers that run have one ID', facts([{id: 'same'}, {id: 'same', address: '10.0.0.2'}]), {
    severity: 'error',
    subject: 'same',
    message:
      '"s1" and "s2" all run with the server ID "same": gossip shuts both down, and Raft cannot tell one vote from the other',
    repairs: [],
  }),
  fires('one service scaled to two under one name', facts([{service: {replicas: placed(2)}}]), {
    severity: 'warning',
    message: 'the service "dkron" is scaled to 2 containers, and every one of them gets the server ID "n1"',
  }),
  fires(
    "only this server's log",
    facts([
      {
        api: leaderless,
        said: [
          'memberlist: Conflicting address for n1. Mine: 10.0.0.1:8946 Theirs: 10.0.0.2:8946 Old state: 0',
          'serf: minority in name conflict resolution, quiting [0 / 0]',
        ],
      },
    ]),
    {severity: 'error', confidence: 'medium', quote: 'Theirs: 10.0.0.2:8946'},
  ),
  quiet('the other one is stopped', facts([{id: 'same'}, {id: 'same', container: {status: 'exited'}}])),
  quiet(
    'both on one data-dir is another fault',
    facts([
      {id: 'same', dataDir: {realPath: '/d'}},
      {id: 'same', dataDir: {realPath: '/d'}},
    ]),
  ),
  quiet(
    'a conflict that passed when a container was replaced',
    facts([{said: ['memberlist: Conflicting address for n1. Mine: 10.0.0.1:8946 Theirs: 10.0.0.2:8946 Old state: 2']}]),
  ),
  quiet('three names', facts(three())),
  skips('no ID is known', facts([{id: null}])),
]
