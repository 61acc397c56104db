import {skips, unknown} from '../check-case.ts'
import {facts, leaderless, leading, three} from '../facts-builder.ts'

export default [
  unknown('nobody leads and all looks right', facts([{api: leaderless}]), {
    blocking: true,
    reason: 'nobody leads, and what was looked at does not show why',
  }),
  skips('another check says why', facts([{id: 'x', voters: ['n1'], api: leaderless}])),
  skips('another check lacks evidence', facts([{id: null, voters: ['n1'], container: false, api: leaderless}])),
  skips('there is a leader', facts([{api: leading('n1')}])),
  skips('a follower that was not asked for the leader', facts(three({api: {isLeader: false}}))),
  unknown(
    'every voter denies',
    facts(three({api: {isLeader: false}}, {api: {isLeader: false}}, {api: {isLeader: false}})),
    {blocking: true},
  ),
  skips('nobody was asked', facts([{}])),
]
