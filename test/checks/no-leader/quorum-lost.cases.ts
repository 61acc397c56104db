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
]
