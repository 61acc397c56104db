import {dialsOfThree} from '../asked-parts.ts'
import {fires, quiet, skips} from '../check-case.ts'
import {facts, leaderless, leading, three} from '../facts-builder.ts'

export default [
  fires('the leader itself sees none', facts([{api: {isLeader: true, leader: 'none'}}]), {
    severity: 'warning',
    message:
      's1 says it leads, while s1 shows no leader: Raft works, only the API and its page cannot match the leader with a member',
    repairs: [],
  }),
  fires('a follower sees none', facts(three({api: leading('n1')}, {api: leaderless})), {
    severity: 'warning',
    subject: 's1',
  }),
  quiet('all see it', facts(three({api: leading('n1')}, {api: {isLeader: false, leader: {name: 'n1'}}}))),
  quiet(
    'a follower sees none because the leader does not reach it',
    facts(three({api: leading('n1')}, {api: leaderless}), {probes: dialsOfThree(['s1>n2'])}),
  ),
  fires(
    'a follower sees none although the leader reaches it',
    facts(three({api: leading('n1')}, {api: leaderless}), {probes: dialsOfThree(['s1>n3'])}),
    {severity: 'warning'},
  ),
  quiet('a stranger that sees none', facts([{api: leading('n1')}, {id: 'x', voters: ['n1'], api: leaderless}])),
  quiet(
    'on 2.2.2 a foreign ID leads for moments',
    facts([{id: 'x', voters: ['n1'], version: '2.2.2', api: {isLeader: true, leader: 'none'}}]),
  ),
  skips('nobody was asked', facts([{}])),
]
