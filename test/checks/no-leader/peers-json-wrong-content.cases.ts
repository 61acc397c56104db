import {fires, quiet, skips, unknown} from '../check-case.ts'
import {facts, gossip, leaderless, leading, member} from '../facts-builder.ts'

const old = {voters: ['a52fb2697449']}

export default [
  fires('another ID', facts([{id: 'fresh', ...old, peers: {servers: [member('other')]}}]), {
    severity: 'error',
    message:
      'raft/peers.json of s1 will be taken in as it is, but its own ID "fresh" is missing, the file has "other": the server will have no leader afterwards',
    repairs: ['peers-json', 'remove-peers-json'],
  }),
  fires('its ID in other capitals', facts([{id: 'dk1', peers: {servers: [member('DK1')]}}]), {
    severity: 'error',
    message:
      'raft/peers.json of s1 will be taken in as it is, but its own ID "dk1" is missing, the file has "DK1" (they differ only in capital letters): the server will have no leader afterwards',
  }),
  fires(
    'a second voter that nobody is',
    facts([
      {
        id: 'fresh',
        ...old,
        peers: {servers: [member('fresh'), member('gone@10.0.0.2:6868')]},
        api: {...leaderless, members: [gossip('fresh')]},
      },
    ]),
    {
      severity: 'error',
      message:
        'raft/peers.json of s1 will be taken in as it is, but it lists "gone" as voter, which nobody is, so there is no majority: the server will have no leader afterwards',
    },
  ),
  fires(
    'the gossip port, among several',
    facts([{peers: {servers: [member('n1@10.0.0.1:8946'), member('n2@10.0.0.2:6868')]}}]),
    {
      severity: 'error',
      message:
        'raft/peers.json of s1 will be taken in as it is, but the address 10.0.0.1:8946 has port 8946, the gossip port; Raft listens on 6868: the server will have no leader afterwards',
    },
  ),
  fires('the gossip port, alone', facts([{peers: {servers: [member('n1@10.0.0.1:8946')]}}]), {
    severity: 'warning',
    message:
      'raft/peers.json of s1 will be taken in at the next start, but the address 10.0.0.1:8946 has port 8946, the gossip port; Raft listens on 6868',
  }),
  fires(
    'another list on another server',
    facts([
      {id: 'n1', peers: {servers: [member('n1')]}},
      {id: 'n2', peers: {servers: [member('n2')]}},
    ]),
    {severity: 'error'},
    {severity: 'error', subject: 's2'},
  ),
  fires('marked as a nonvoter', facts([{peers: {servers: [member('n1', 'Nonvoter'), member('n2@10.0.0.2:6868')]}}]), {
    severity: 'warning',
  }),
  fires('while it leads', facts([{peers: {servers: [member('other')]}, api: leading('n1')}]), {severity: 'warning'}),
  quiet('itself, on the RPC port', facts([{id: 'fresh', ...old, peers: {servers: [member('fresh')]}}])),
  quiet(
    'all three, the same everywhere',
    facts(
      ['n1', 'n2', 'n3'].map((id, i) => ({
        id,
        peers: {servers: [member('n1@10.0.0.1:6868'), member('n2@10.0.0.2:6868'), member('n3@10.0.0.3:6868')]},
        address: `10.0.0.${i + 1}`,
      })),
    ),
  ),
  unknown(
    'a second voter of which nothing is known',
    facts([{id: 'n1', peers: {servers: [member('n1@10.0.0.1:6868'), member('n2@10.0.0.2:6868')]}}]),
    {
      blocking: true,
      reason: 'raft/peers.json of s1 makes 2 voters of which 2 are needed, and nothing shows whether n2 runs',
    },
  ),
  quiet(
    'a third voter of which nothing is known',
    facts(
      ['n1', 'n2'].map((id, i) => ({
        id,
        peers: {servers: [member('n1@10.0.0.1:6868'), member('n2@10.0.0.2:6868'), member('n3@10.0.0.3:6868')]},
        address: `10.0.0.${i + 1}`,
      })),
    ),
  ),
  unknown('its own ID is not known', facts([{id: null, container: false, peers: {servers: [member('n1')]}}]), {
    blocking: false,
  }),
  skips('it does not even parse', facts([{peers: {parseError: 'unexpected EOF'}}])),
]
