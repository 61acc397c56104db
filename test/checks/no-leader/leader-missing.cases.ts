import {skips, unknown} from '../check-case.ts'
import {facts, leaderless, leading, three} from '../facts-builder.ts'

const elected = 'time="2026-01-01T00:00:00Z" level=info msg="dkron: cluster leadership acquired" node=n1'

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
  unknown('the last to lead takes connections and says nothing', facts([{api: {silent: true}, said: [elected]}]), {
    blocking: true,
    reason: 's1 last wrote that it leads, but takes connections now and answers nothing',
  }),
  skips(
    'one server is silent, and another is named',
    facts(three({api: {silent: true}, said: [elected]}, {api: leading('n2')})),
  ),
  skips('the log of one that was not reached at all is believed', facts([{said: [elected]}])),
  unknown(
    'three servers know no leader, and an old line in the log of one says it leads',
    facts(three({api: leaderless, said: [elected]}, {api: leaderless}, {api: leaderless})),
    {blocking: true},
  ),
  unknown(
    'the same where it does not answer itself',
    facts(three({said: [elected]}, {api: leaderless}, {api: leaderless})),
    {blocking: true},
  ),
  skips('one of three does not know the leader yet', facts(three({said: [elected]}, {api: leaderless}, {}))),
  skips('nobody was asked', facts([{}])),
]
