import {dial} from '../asked-parts.ts'
import {fires, quiet, skips} from '../check-case.ts'
import {composeFile, facts, gossip, leaderless, leading, placed, three} from '../facts-builder.ts'

const ids = ['aaaaaaaaaaaa', 'bbbbbbbbbbbb', 'cccccccccccc']
const alone = {id: 'aaaaaaaaaaaa', unnamed: true, voters: ids}

export default [
  fires(
    'two of three containers are no more',
    facts([{...alone, api: {...leaderless, members: [gossip('aaaaaaaaaaaa')]}}]),
    {
      severity: 'error',
      subject: 'cluster',
      message:
        '"bbbbbbbbbbbb" and "cccccccccccc" still count as voters although nothing carries these server IDs any more: 1 of 3 voters are there, 2 are needed',
      repairs: ['recover-configuration', 'peers-json'],
      advice: 'really gone for good',
      confidence: 'high',
    },
  ),
  fires(
    'one of three, and the others have a leader',
    facts([
      {
        ...alone,
        api: {
          ...leading('aaaaaaaaaaaa'),
          members: [gossip('aaaaaaaaaaaa'), gossip('bbbbbbbbbbbb'), gossip('cccccccccccc', {status: 'failed'})],
        },
      },
    ]),
    {severity: 'warning', repairs: [], advice: 'dkron raft remove-peer --peer-id=cccccccccccc'},
  ),
  fires(
    'a voter that neither gossip nor the compose file ever had',
    facts([{id: 'fresh', voters: ['fresh', 'gone'], api: {...leaderless, members: [gossip('fresh')]}}], {
      composeFiles: [composeFile({command: placed(['agent', '--server', '--node-name=fresh'])})],
    }),
    {severity: 'error', confidence: 'medium'},
  ),
  quiet(
    'a server of the compose file that is only down',
    facts(three({api: {...leaderless, members: [gossip('n1')]}}).slice(0, 1), {
      composeFiles: [
        composeFile(
          ...['n1', 'n2', 'n3'].map(n => ({name: n, command: placed(['agent', '--server', `--node-name=${n}`])})),
        ),
      ],
    }),
  ),
  quiet(
    'the container is there and stopped',
    facts([
      {...alone, api: {...leaderless, members: [gossip('aaaaaaaaaaaa')]}},
      {...alone, id: 'bbbbbbbbbbbb', container: {status: 'exited'}},
      {...alone, id: 'cccccccccccc', container: {status: 'exited'}},
    ]),
  ),
  quiet('out of sight is not gone', facts([alone])),
  quiet('all there', facts(three())),
  skips(
    'a single voter is a matter of its ID',
    facts([{id: 'x', voters: ['aaaaaaaaaaaa'], api: {...leaderless, members: [gossip('x')]}}]),
  ),
  skips('nothing stored', facts([{voters: null}])),
  quiet(
    'something answers where it is stored, on another host perhaps',
    facts(
      [
        {
          ...alone,
          voters: ids.map((id, i) => `${id}@10.0.0.${i + 1}:6868`),
          api: {...leaderless, members: [gossip('aaaaaaaaaaaa')]},
        },
      ],
      {probes: [dial('s1', '10.0.0.2:6868', 'open'), dial('s1', '10.0.0.3:6868', 'open')]},
    ),
  ),
  fires(
    'one of them answers, the other does not',
    facts(
      [
        {
          ...alone,
          voters: ids.map((id, i) => `${id}@10.0.0.${i + 1}:6868`),
          api: {...leaderless, members: [gossip('aaaaaaaaaaaa')]},
        },
      ],
      {probes: [dial('s1', '10.0.0.2:6868', 'open'), dial('s1', '10.0.0.3:6868', 'no-answer')]},
    ),
    {
      severity: 'warning',
      message:
        '"cccccccccccc" still count as voters although nothing carries these server IDs any more: 2 of 3 voters are there, 2 are needed',
      quote: 'asked from the network of s1: TCP 10.0.0.3:6868 no answer in time',
    },
  ),
  quiet(
    'out of sight and silent is not gone for good',
    facts([{...alone, voters: ids.map((id, i) => `${id}@10.0.0.${i + 1}:6868`)}], {
      probes: [dial('s1', '10.0.0.2:6868', 'no-answer')],
    }),
  ),
]
