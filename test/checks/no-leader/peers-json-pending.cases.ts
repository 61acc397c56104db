import {fires, quiet, skips} from '../check-case.ts'
import {facts, member} from '../facts-builder.ts'

export default [
  fires('a good one', facts([{id: 'fresh', voters: ['a52fb2697449'], peers: {servers: [member('fresh')]}}]), {
    severity: 'info',
    message:
      'raft/peers.json of s1 is in order and will be taken in at the next start: the configuration becomes "fresh"',
    repairs: [],
  }),
  quiet('it names another', facts([{id: 'fresh', peers: {servers: [member('other')]}}])),
  quiet('the release cannot', facts([{version: '3.1.1', peers: {servers: [member('n1')]}}])),
  quiet('nothing to recover', facts([{voters: null, peers: {servers: [member('n1')]}}])),
  skips('none', facts([{}])),
]
