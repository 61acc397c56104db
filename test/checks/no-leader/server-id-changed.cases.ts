import {fires, quiet, skips, unknown} from '../check-case.ts'
import {facts, flag, leaderless, leading, member, three} from '../facts-builder.ts'

const recreated = {id: 'f87aaf5337bd', unnamed: true, voters: ['a52fb2697449@172.18.0.2:6868']}
const message =
  's1 calls itself "f87aaf5337bd", but the stored configuration knows only "a52fb2697449": it can never be elected'

export default [
  fires('a container was created anew', facts([{...recreated, api: leaderless}]), {
    severity: 'error',
    subject: 's1',
    message,
    confidence: 'high',
    repairs: ['pin-old-id', 'recover-configuration', 'peers-json'],
    advice: '--node-name=a52fb2697449',
    quote: 'Voter "a52fb2697449" at 172.18.0.2:6868',
  }),
  fires('on 3.1.1 peers.json is not offered', facts([{...recreated, version: '3.1.1'}]), {
    severity: 'error',
    repairs: ['pin-old-id', 'recover-configuration'],
  }),
  fires('on 3.1.2 it is', facts([{...recreated, version: '3.1.2'}]), {
    severity: 'error',
    repairs: ['pin-old-id', 'recover-configuration', 'peers-json'],
  }),
  fires('nor is it while the release is not known', facts([{...recreated, version: null}]), {
    severity: 'error',
    repairs: ['pin-old-id', 'recover-configuration'],
  }),
  fires(
    'a damaged raft.db is not written to',
    facts([
      {
        ...recreated,
        store: {damage: [{code: 'page-type', severity: 'error', page: 5, message: 'm', consequence: 'c'}]},
      },
    ]),
    {severity: 'error', repairs: ['pin-old-id', 'peers-json']},
  ),
  fires('a new name on old data is no cure', facts([{id: 'fresh', voters: ['7eb244c3f67e']}]), {
    severity: 'error',
    advice: '--node-name=fresh is no cure on this data-dir',
  }),
  fires('capitals count', facts([{id: 'dkron-1', voters: ['Dkron-1']}]), {
    severity: 'error',
    message:
      's1 calls itself "dkron-1", but the stored configuration knows only "Dkron-1": it can never be elected (they differ only in capital letters; Raft compares every byte)',
  }),
  fires('the full name is not the short one', facts([{id: 'db1.example.com', voters: ['db1']}]), {
    severity: 'error',
    message:
      's1 calls itself "db1.example.com", but the stored configuration knows only "db1": it can never be elected (one is the other with a domain; Raft compares every byte)',
  }),
  fires(
    'the ID of the container before is the one to take',
    facts([
      {
        id: 'fresh',
        voters: ['aaaaaaaaaaaa', 'bbbbbbbbbbbb'],
        former: [{hostname: 'bbbbbbbbbbbb', status: 'exited'}],
      },
    ]),
    {severity: 'error', advice: 'Start it with its old ID: --node-name=bbbbbbbbbbbb '},
  ),
  fires(
    'all of three renamed: every one, and the choice of the old IDs',
    facts(['x', 'y', 'z'].map(id => ({id, voters: ['n1', 'n2', 'n3'], api: leaderless}))),
    {severity: 'error', advice: '--node-name=n1 | n2 | n3'},
    {severity: 'error', advice: 'really gone for good'},
    {severity: 'error', repairs: ['pin-old-id', 'recover-configuration', 'peers-json']},
  ),
  fires(
    'the old ID is taken by another server that runs: not offered',
    facts([
      {id: 'n2', voters: ['n1']},
      {id: 'n1', voters: ['n1']},
    ]),
    {severity: 'error', repairs: ['recover-configuration', 'peers-json']},
  ),
  fires(
    'one of three renamed while the others have a leader',
    facts(three({id: 'fresh', api: {isLeader: false, leader: {name: 'n2'}}}, {api: leading('n2')})),
    {
      severity: 'warning',
      message:
        's1 calls itself "fresh", but the stored configuration knows only "n1", "n2" and "n3"; the others have a leader, which takes it in within a minute or so',
      repairs: [],
    },
  ),
  fires('it says it leads: contradiction, nothing is offered', facts([{...recreated, api: leading('f87aaf5337bd')}]), {
    severity: 'error',
    confidence: 'low',
    repairs: [],
    advice: 'Collect everything anew',
    quote: 'it says it leads',
  }),
  fires(
    'its log says it leads: contradiction',
    facts([{...recreated, said: ['agent: Dkron agent starting', 'dkron: cluster leadership acquired']}]),
    {severity: 'error', confidence: 'low', repairs: []},
  ),
  fires(
    'that was an earlier run of the process',
    facts([
      {
        ...recreated,
        said: [
          'agent: Dkron agent starting',
          'dkron: cluster leadership acquired',
          'agent: Dkron agent starting',
          'dkron: monitoring leadership',
        ],
      },
    ]),
    {severity: 'error', confidence: 'high'},
  ),
  fires(
    'the running process has the stored ID: contradiction',
    facts([{...recreated, api: {...leaderless, agentName: 'a52fb2697449'}}]),
    {severity: 'error', confidence: 'low', repairs: []},
  ),
  fires(
    'on 2.2.2 a moment of leadership is part of the fault',
    facts([
      {
        ...recreated,
        version: '2.2.2',
        api: {isLeader: true, leader: 'none'},
        said: ['dkron: cluster leadership acquired', 'leadership lost while committing log'],
      },
    ]),
    {severity: 'error', confidence: 'high', repairs: ['pin-old-id', 'recover-configuration']},
  ),
  fires(
    'a good peers.json mends it at the next start',
    facts([{...recreated, peers: {servers: [member('f87aaf5337bd')]}}]),
    {
      severity: 'info',
      message:
        's1 calls itself "f87aaf5337bd", but the stored configuration knows only "a52fb2697449"; the peers.json that waits in raft/ mends that at the next start',
    },
  ),
  fires(
    'an old release does not take it in',
    facts([{...recreated, version: '2.2.2', peers: {servers: [member('f87aaf5337bd')]}}]),
    {severity: 'error', message},
  ),
  fires('paired for want of another: less sure', facts([{...recreated, joinedBy: 'only-pair'}]), {
    severity: 'error',
    confidence: 'medium',
  }),
  fires('an empty node name', facts([{id: '', settings: {nodeName: flag('node-name', '')}}]), {
    severity: 'error',
    message: 's1 is given an empty node name (--node-name=): Dkron exits with "LocalID cannot be empty"',
  }),
  fires(
    'only a debug log',
    facts([
      {
        id: 'f87aaf5337bd',
        dataDir: false,
        said: [
          'raft: initial configuration: index=1 servers="[{Suffrage:Voter ID:a52fb2697449 Address:172.18.0.2:6868}]"',
          'raft: heartbeat timeout reached, not part of a stable configuration or a non-voter, not triggering a leader election',
        ],
      },
    ]),
    {
      severity: 'error',
      confidence: 'medium',
      message:
        'the log of s1 says that it is not part of its own stored configuration, which knows "a52fb2697449": it can never be elected',
    },
  ),
  quiet('its ID is stored', facts([{id: 'n1', voters: ['n1@10.9.9.9:6868']}])),
  quiet('a hexadecimal ID that is pinned', facts([{id: 'cb9056802d1f', voters: ['cb9056802d1f']}])),
  quiet('a nonvoter is known too', facts([{id: 'n3', voters: ['n1'], others: [member('n3', 'Nonvoter')]}])),
  quiet(
    'the data-dir belongs to another that runs on it',
    facts([
      {id: 'n1', dataDir: {realPath: '/data/d'}},
      {id: 'n2', voters: ['n1'], dataDir: {realPath: '/data/d'}},
    ]),
  ),
  unknown('the present ID is not known', facts([{id: null, voters: ['a52fb2697449'], container: false}]), {
    blocking: true,
    reason:
      'the stored configuration of s1 knows "a52fb2697449", but which server ID the present process has is not known',
    advice: 'docker inspect NAME > inspect.json, then add --inspect inspect.json',
  }),
  unknown(
    'a leader that is one of them settles it',
    facts([{id: null, voters: ['n1'], container: false, api: {leader: {name: 'n1'}}}]),
    {
      blocking: false,
    },
  ),
  unknown('no data-dir at all', facts([{id: 'n1', dataDir: false, api: leaderless}]), {
    blocking: true,
    advice: 'doctor no-leader DATA-DIR',
  }),
  unknown('nothing at all', facts([]), {blocking: true}),
  skips('no data-dir, but a leader', facts([{id: 'n1', dataDir: false, api: leading('n1')}])),
  skips('nothing was ever stored', facts([{voters: null}])),
]
