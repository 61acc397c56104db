import {dial, dialsOfThree, fromHost} from '../asked-parts.ts'
import {fires, quiet, skips, unknown} from '../check-case.ts'
import {facts, gossip, leaderless, leading, three} from '../facts-builder.ts'

const refused =
  'raft: failed to make requestVote RPC: target="{Voter n2 10.0.0.2:6868}" error="dial tcp 10.0.0.2:6868: connect: connection refused"'
const members = ['n1', 'n2', 'n3'].map((n, i) => gossip(n, {rpcAddress: `10.0.0.${i + 1}:6868`}))
const api = {...leaderless, members}
const blocked = three({api, said: [refused]})
const all = three({api}, {api}, {api})
const everyWay = ['s1>n2', 's1>n3', 's2>n1', 's2>n3', 's3>n1', 's3>n2']

export default [
  fires('alive in gossip, refused on its port', facts(blocked), {
    severity: 'error',
    message: 's1 cannot reach 10.0.0.2:6868 on the Raft port although they are there: gossip passes, Raft does not',
    confidence: 'medium',
    advice: 'nc -vz 10.0.0.2 6868',
    repairs: [],
  }),
  quiet(
    'it is gone',
    facts(three({api: {...leaderless, members: [gossip('n1'), gossip('n2', {status: 'failed'})]}, said: [refused]})),
  ),
  quiet(
    'the stored address is an old one',
    facts(three({api: {...leaderless, members}, said: [refused]}, {address: '10.0.0.22'})),
  ),
  quiet('there is a leader', facts(three({api: {...leading('n1'), members}, said: [refused]}))),
  quiet(
    'that was before the election',
    facts(three({api: {...leaderless, members}, said: [refused, 'dkron: cluster leadership acquired']})),
  ),
  skips('no log', facts(three())),

  fires('tried: nobody reaches anybody', facts(all, {probes: dialsOfThree(everyWay)}), {
    severity: 'error',
    subject: 'cluster',
    message:
      's1, s2, s3 get no connection to the Raft port of n1 at 10.0.0.1:6868 (no answer in time), n2 at 10.0.0.2:6868 (no answer in time), n3 at 10.0.0.3:6868 (no answer in time), asked from their own networks; nobody can collect the 2 of 3 votes that a leader needs',
    confidence: 'high',
    quote: 'TCP 10.0.0.2:6868 no answer in time',
    advice: 'In the own network of n1, n2, n3 the port is open, so something in between keeps others out.',
    repairs: [],
  }),
  fires(
    'one is gone, and the other two cannot reach each other',
    facts(
      three({api: {...api, members: members.slice(0, 2)}}, {api: {...api, members: members.slice(0, 2)}}).slice(0, 2),
      {
        probes: dialsOfThree(everyWay).filter(p => p.vantage.at !== 'container' || p.vantage.name !== 's3'),
      },
    ),
    {severity: 'error', subject: 'cluster', advice: 'docker exec s2 nc -vz -w 2 10.0.0.1 6868'},
  ),
  quiet('tried: everybody answers', facts(all, {probes: dialsOfThree([])})),
  quiet('what its log complains of works now', facts(blocked, {probes: dialsOfThree([])})),
  fires(
    'tried: two cannot reach each other, and the third can be elected',
    facts(all, {probes: dialsOfThree(['s1>n2', 's2>n1'], 'refused')}),
    {
      severity: 'warning',
      subject: 's1',
      message: 's1 gets no connection to the Raft port of n2 at 10.0.0.2:6868 (refused), asked from its own network',
    },
    {severity: 'warning', subject: 's2'},
  ),
  fires(
    'a leader is there: only followed by fewer',
    facts(three({api: {...leading('n3'), members}}, {api}, {api: {...leading('n3'), members}}), {
      probes: dialsOfThree(everyWay),
    }),
    {severity: 'warning'},
    {severity: 'warning'},
    {severity: 'warning'},
  ),
  fires(
    'it runs, and nothing listens on its port',
    facts(all, {probes: dialsOfThree(['s1>n2', 's2>n2', 's3>n2'], 'refused')}),
    {
      severity: 'warning',
      subject: 's1',
      quote: 'asked from the network of s2: TCP 10.0.0.2:6868 refused',
      advice: 'n2 cannot connect to itself there either: nothing listens',
    },
    {severity: 'warning', subject: 's3'},
  ),
  quiet(
    'it has not come so far yet: its API is silent, too',
    facts(three({api}, {}, {api}), {probes: dialsOfThree(['s1>n2', 's2>n2', 's3>n2'], 'refused')}),
  ),
  skips(
    'it is stopped',
    facts(three({api}, {api}, {container: {status: 'exited', running: false}}), {
      probes: [dial('s1', '10.0.0.3:6868', 'no-answer')],
    }),
  ),
  skips(
    'before 4.0.0 the old address is dialled, and that is another finding',
    facts(three({api, version: '3.2.7'}, {api: leaderless, version: '3.2.7', address: '10.0.0.22'}), {
      probes: [dial('s1', '10.0.0.2:6868', 'no-answer'), dial('s1', '10.0.0.22:6868', 'open')],
    }),
  ),
  fires(
    'as of 4.0.0 the address in gossip is dialled',
    facts(
      three({api: {...leaderless, members: [gossip('n2', {rpcAddress: '10.0.0.22:6868'})]}}, {address: '10.0.0.22'}),
      {probes: [dial('s1', '10.0.0.2:6868', 'open'), dial('s1', '10.0.0.22:6868', 'unreachable')]},
    ),
    {
      severity: 'warning',
      message:
        's1 gets no connection to the Raft port of n2 at 10.0.0.22:6868 (no way there (EHOSTUNREACH)), asked from its own network',
    },
  ),
  fires(
    'asked from this host, which is one of them',
    facts(three({container: false, api}, {container: false}, {container: false}), {
      probes: [dial({at: 'host', as: 'n1'}, '10.0.0.2:6868', 'reset')],
    }),
    {
      severity: 'warning',
      subject: 'this host',
      message: 'this host gets no connection to the Raft port of n2 at 10.0.0.2:6868 (reset), asked from this host',
      quote: 'asked from this host, which is "n1"',
      advice: 'See it for yourself: nc -vz -w 2 10.0.0.2 6868',
    },
  ),
  quiet(
    'what this host cannot reach proves nothing for containers',
    facts(three({api: {...leading('n1'), members}}), {probes: [dial(fromHost('s1'), '10.0.0.2:6868', 'no-answer')]}),
  ),
  unknown(
    'nobody leads, and only this host could be asked from',
    facts(three({api}), {probes: [dial(fromHost('s1', 's2'), '10.0.0.2:6868', 'open')]}),
    {
      blocking: false,
      reason:
        "whether the servers reach each other's Raft ports was not asked from their own networks: only root can enter them (sudo doctor no-leader); by hand: docker exec s1 nc -vz -w 2 10.0.0.2 6868",
    },
  ),
  unknown(
    'nor could anybody say why',
    facts(three({api}), {
      probes: [dial({at: 'host-instead', of: ['s1'], because: 'failed', detail: 'oops'}, '10.0.0.2:6868', 'not-tried')],
    }),
    {blocking: false},
  ),
]
