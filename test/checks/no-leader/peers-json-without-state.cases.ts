import {fires, quiet, skips} from '../check-case.ts'
import {facts, member} from '../facts-builder.ts'

const peers = {servers: [member('n1')]}

export default [
  fires(
    'a store without a term',
    facts([{voters: null, currentTerm: null, peers, said: ['refused to recover cluster with no initial state']}]),
    {
      severity: 'error',
      message:
        'raft/peers.json of s1 asks for the recovery of a data-dir that has nothing to recover: Dkron refuses and exits at every start',
      repairs: ['remove-peers-json'],
      quote: 'refused to recover cluster with no initial state',
      advice: 'Look for the volume that has the jobs',
    },
  ),
  fires('no store at all', facts([{voters: null, store: {state: 'absent', where: 'raft/raft.db'}, peers}]), {
    severity: 'error',
    quote: 'missing or empty',
  }),
  quiet('there is a state', facts([{peers}])),
  quiet('a term alone is a state', facts([{voters: null, currentTerm: 3n, peers}])),
  skips('none', facts([{voters: null}])),
]
