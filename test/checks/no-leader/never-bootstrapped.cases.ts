import {join} from '../asked-parts.ts'
import {fires, quiet, skips} from '../check-case.ts'
import {facts, flag, gossip, leaderless, leading} from '../facts-builder.ts'

const empty = {voters: null, currentTerm: 0n}
const expects = (n: number) => ({settings: {bootstrapExpect: flag('bootstrap-expect', n)}})
const members = ['n1', 'n2', 'n3'].map(n => gossip(n))
const emptyLog = [
  'agent: Dkron agent starting',
  'raft: initial configuration: index=0 servers=[]',
  'raft: no known peers, aborting election',
]

export default [
  fires('nobody asks for it', facts([{...empty, api: leaderless}]), {
    severity: 'error',
    subject: 'cluster',
    message: 'no server has a configuration yet (s1): none is told to bootstrap',
    repairs: [],
  }),
  fires(
    'one is missing',
    facts(['n1', 'n2'].map(id => ({id, ...empty, ...expects(3), api: {...leaderless, members: members.slice(0, 2)}}))),
    {
      severity: 'error',
      message: 'no server has a configuration yet (s1, s2): they wait for 3 servers and only 2 are there',
      advice: 'Start the missing servers, or set --bootstrap-expect=2 on all.',
    },
  ),
  fires(
    'all there, started in the same instant',
    facts(['n1', 'n2', 'n3'].map(id => ({id, ...empty, ...expects(3), api: {...leaderless, members}}))),
    {
      severity: 'error',
      message:
        "no server has a configuration yet (s1, s2, s3): 3 servers are alive, as many as expected, but they started in the same instant and missed each other's joining",
      advice: 'Restart one of the servers',
    },
  ),
  fires(
    'all run, but gossip does not show them all',
    facts(
      ['n1', 'n2', 'n3'].map(id => ({id, ...empty, ...expects(3), api: {...leaderless, members: members.slice(0, 2)}})),
    ),
    {
      severity: 'error',
      message: 'no server has a configuration yet (s1, s2, s3): they wait for 3 servers and only 2 are there',
    },
  ),
  fires('a single server that should have', facts([{...empty, ...expects(1), api: leaderless}]), {
    severity: 'error',
    advice: 'Compare the data-dir',
  }),
  fires('what they expect is not known', facts([{...empty, container: false}]), {
    severity: 'error',
    advice: 'Add --inspect',
  }),
  fires('only a debug log', facts([{dataDir: false, ...expects(3), said: emptyLog}]), {
    severity: 'error',
    quote: 'no known peers',
  }),
  quiet(
    'that log went on to a bootstrap',
    facts([
      {
        dataDir: false,
        ...expects(3),
        said: [...emptyLog, 'dkron: found expected number of peers, attempting to bootstrap cluster...'],
      },
      {},
    ]),
  ),
  quiet('another server has a configuration', facts([{id: 'n1'}, {id: 'n2', ...empty}])),
  quiet('there is a leader', facts([{...empty, api: leading('n9')}])),
  quiet(
    'a single server that has not been started',
    facts([{...empty, ...expects(1), container: {status: 'created'}}]),
  ),
  skips('a single server that prints no peers has lost them', facts([{dataDir: false, ...expects(1), said: emptyLog}])),
  skips(
    'a data-dir that cannot be read',
    facts([{...empty}, {store: {state: 'unreadable', where: 'raft/raft.db', reason: 'EACCES'}, voters: null}]),
  ),
  skips('no store at all', facts([{...empty, store: {state: 'absent', where: 'raft/raft.db'}}])),
  fires(
    'one is missing, and its name is not known',
    facts(
      ['n1', 'n2'].map(id => ({id, ...empty, ...expects(3), api: {...leaderless, members: members.slice(0, 2)}})),
      {probes: join('s1', 's3', 'name-unknown')},
    ),
    {severity: 'error', quote: 'asked from the network of s1: name "s3": no such name (Docker\'s DNS)'},
  ),
]
