import {dial} from '../asked-parts.ts'
import {fires, quiet, skips} from '../check-case.ts'
import {facts, gossip, leading, three} from '../facts-builder.ts'

const members = [gossip('n1'), gossip('n2'), gossip('n3', {status: 'failed'})]

export default [
  fires('one of three is away', facts(three({api: {...leading('n1'), members}}).slice(0, 2)), {
    severity: 'warning',
    message: 'of 3 voters "n3" cannot be reached; the majority of 2 still holds, but none more may fail',
    advice: 'dkron raft remove-peer --peer-id=n3',
    repairs: [],
  }),
  fires(
    'one of five',
    facts([
      {
        voters: ['n1', 'n2', 'n3', 'n4', 'n5'],
        api: {...leading('n1'), members: [...members, gossip('n4'), gossip('n5')]},
      },
    ]),
    {
      severity: 'warning',
      message: 'of 5 voters "n3" cannot be reached; the majority of 3 still holds, but only 1 more may fail',
    },
  ),
  quiet(
    'the majority is gone, which is worse',
    facts(
      three({
        api: {
          isLeader: false,
          leader: 'none',
          members: [gossip('n1'), gossip('n2', {status: 'failed'}), gossip('n3', {status: 'failed'})],
        },
      }).slice(0, 1),
    ),
  ),
  quiet(
    'a container that was replaced is a ghost',
    facts([
      {id: 'n1', voters: ['n1', 'n2', 'aaaaaaaaaaaa'], api: {...leading('n1'), members: [gossip('n1'), gossip('n2')]}},
    ]),
  ),
  quiet('all there', facts(three())),
  skips('a single voter', facts([{}])),
  quiet(
    'gossip has lost it, and it answers on its Raft port',
    facts(three({api: {...leading('n1'), members}}).slice(0, 2), {probes: [dial('s1', '10.0.0.3:6868', 'open')]}),
  ),
  fires('only its silence is known', facts(three().slice(0, 2), {probes: [dial('s2', '10.0.0.3:6868', 'no-answer')]}), {
    severity: 'warning',
    quote: 'asked from the network of s2: TCP 10.0.0.3:6868 no answer in time',
  }),
]
