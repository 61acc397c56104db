import {dial, fromHost} from '../asked-parts.ts'
import {fires, quiet, skips, unknown} from '../check-case.ts'
import {facts, gossip, leaderless, leading, member, three} from '../facts-builder.ts'

const seesOnlyItself = {
  ...leaderless,
  members: [gossip('n1'), gossip('n2', {status: 'failed'}), gossip('n3', {status: 'failed'})],
}
const exited = {container: {status: 'exited', exitCode: 0}}

export default [
  fires('two of three are gone', facts(three({api: seesOnlyItself}).slice(0, 1)), {
    severity: 'error',
    subject: 'cluster',
    message: 'only 1 of 3 voters are there and 2 are needed; gone: "n2" and "n3"',
    repairs: ['recover-configuration', 'peers-json'],
    advice: 'Start the missing servers (n2, n3)',
  }),
  fires('the same on 2.2.2', facts(three({version: '2.2.2', api: seesOnlyItself}).slice(0, 1)), {
    severity: 'error',
    repairs: ['recover-configuration'],
  }),
  fires('two of three containers are stopped', facts(three({api: leaderless}, exited, exited)), {severity: 'error'}),
  fires('all are stopped on purpose', facts(three(exited, exited, exited)), {
    severity: 'info',
    message: 'all 3 voters are stopped ("n1", "n2" and "n3"); start them to get a leader',
    repairs: [],
  }),
  fires(
    'one crashed, the others are stopped',
    facts(three({container: {status: 'exited', exitCode: 2}}, exited, exited)),
    {severity: 'error'},
  ),
  fires('the only server does not stay up', facts([{container: {status: 'restarting', running: true}}]), {
    severity: 'error',
    message: 's1, the only server, does not stay up (restarting)',
  }),
  fires('killed for its memory', facts([{container: {status: 'exited', exitCode: 137, oomKilled: true}}]), {
    severity: 'error',
    quote: 'killed for its memory',
  }),
  fires('the only server was stopped', facts([{container: {status: 'exited', exitCode: 143}}]), {
    severity: 'info',
    message: 's1, the only server, is not running (exited)',
    advice: 'docker start s1',
  }),
  fires('a configuration without a voter', facts([{voters: [], others: [member('n1', 'Nonvoter')]}]), {
    severity: 'error',
    message: 'the stored configuration has no voter at all, so nobody can ever be elected',
  }),
  quiet(
    'a leader proves the majority',
    facts(three({api: {...leading('n1'), members: seesOnlyItself.members}}).slice(0, 1)),
  ),
  quiet('two of three are enough', facts(three({}, {}, exited))),
  quiet('a single server that runs', facts([{}])),
  unknown('nothing shows the other two', facts(three().slice(0, 1)), {
    blocking: true,
    reason: '2 of 3 voters are needed, and nothing shows whether n2, n3 run',
  }),
  skips('they run under IDs that nobody stored', facts(['x', 'y', 'z'].map(id => ({id, voters: ['n1', 'n2', 'n3']})))),
  skips('nothing stored', facts([{voters: null}])),
  fires(
    'nothing shows the other two but that their ports are silent',
    facts(three().slice(0, 1), {
      probes: [dial('s1', '10.0.0.2:6868', 'no-answer'), dial('s1', '10.0.0.3:6868', 'refused')],
    }),
    {
      severity: 'error',
      message: 'only 1 of 3 voters are there and 2 are needed; "n2" and "n3" give no answer on the Raft port',
      confidence: 'medium',
      repairs: [],
      quote: 'asked from the network of s1: TCP 10.0.0.3:6868 refused',
    },
  ),
  fires(
    'one is stopped, another silent',
    facts(three({}, exited).slice(0, 2), {probes: [dial('s1', '10.0.0.3:6868', 'no-answer')]}),
    {
      severity: 'error',
      message: 'only 1 of 3 voters are there and 2 are needed; gone: "n2"; no answer on the Raft port from "n3"',
      confidence: 'medium',
    },
  ),
  fires(
    'gossip has lost them, and so it is when they are asked',
    facts(three({api: seesOnlyItself}).slice(0, 1), {probes: [dial('s1', '10.0.0.2:6868', 'no-answer')]}),
    {
      severity: 'error',
      confidence: 'high',
      repairs: ['recover-configuration', 'peers-json'],
      quote: 'no answer in time',
    },
  ),
  quiet(
    'nothing shows the other two but that one of them answers',
    facts(three().slice(0, 1), {
      probes: [dial('s1', '10.0.0.2:6868', 'open'), dial('s1', '10.0.0.3:6868', 'no-answer')],
    }),
  ),
  quiet(
    'gossip has lost them, and they answer all the same',
    facts(three({api: seesOnlyItself}).slice(0, 1), {
      probes: [dial('s1', '10.0.0.2:6868', 'open'), dial('s1', '10.0.0.3:6868', 'open')],
    }),
  ),
  quiet(
    'asked from this host, which is one of them',
    facts(three({container: false}).slice(0, 1), {
      probes: [
        dial({at: 'host', as: 'n1'}, '10.0.0.1:6868', 'open'),
        dial({at: 'host', as: 'n1'}, '10.0.0.2:6868', 'open'),
      ],
    }),
  ),
  fires(
    'who answers there is another container',
    facts(three({api: seesOnlyItself}).slice(0, 1), {
      probes: [dial('s1', '10.0.0.2:6868', 'open')],
      networks: [
        {
          name: 'default',
          id: '',
          driver: 'bridge',
          subnets: ['10.0.0.0/24'],
          members: [{containerId: 'x', name: 'other', address: '10.0.0.2'}],
          source: 'network.json',
        },
      ],
    }),
    {severity: 'error'},
  ),
  unknown(
    'what this host reaches in place of a container settles nothing',
    facts(three().slice(0, 1), {probes: [dial(fromHost('s1'), '10.0.0.2:6868', 'open')]}),
    {blocking: true},
  ),
]
