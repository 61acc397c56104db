import {fires, quiet, skips} from '../check-case.ts'
import {facts, gossip, leaderless, leading, three} from '../facts-builder.ts'

const refused =
  'raft: failed to make requestVote RPC: target="{Voter n2 10.0.0.2:6868}" error="dial tcp 10.0.0.2:6868: connect: connection refused"'
const members = ['n1', 'n2', 'n3'].map(n => gossip(n))
const blocked = three({api: {...leaderless, members}, said: [refused]})

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
]
