import {fires, quiet, skips} from '../check-case.ts'
import {facts, gossip, leaderless} from '../facts-builder.ts'

const voters = ['n1@10.0.0.1:6868', 'n2@10.0.0.2:6868']

export default [
  fires(
    'two that run',
    facts([
      {id: 'n1', voters},
      {id: 'n2', voters, address: '10.0.0.2'},
    ]),
    {
      severity: 'warning',
      message:
        'the cluster has two voters, "n1" and "n2": when either is away there is no leader, which is worse than a single server',
      repairs: [],
    },
  ),
  quiet('one is away, which is worse', facts([{id: 'n1', voters, api: {...leaderless, members: [gossip('n1')]}}])),
  quiet('one', facts([{}])),
  quiet('three', facts([{voters: ['n1', 'n2', 'n3']}])),
  skips('nothing stored', facts([{voters: null}])),
]
