import {fires, quiet, skips, unknown} from '../check-case.ts'
import {facts, leading, member} from '../facts-builder.ts'

const peers = {servers: [member('n1')]}
const panic = ['agent: Dkron agent starting', 'github.com/hashicorp/raft.RecoverCluster(0x352d5d4693b0)']

export default [
  fires('3.1.1', facts([{version: '3.1.1', peers}]), {
    severity: 'error',
    message: 'Dkron 3.1.1 panics on raft/peers.json at every start of s1; recovery from it works only from 3.1.2 on',
    repairs: ['remove-peers-json', 'pin-old-id', 'recover-configuration'],
    confidence: 'high',
  }),
  fires('2.2.2', facts([{version: '2.2.2', peers}]), {severity: 'error', advice: 'Nothing is lost'}),
  fires('the release is not known, its panic is', facts([{version: null, peers, said: panic}]), {
    severity: 'error',
    confidence: 'medium',
  }),
  fires('put there while it leads', facts([{version: '3.1.1', peers, api: leading('n1')}]), {severity: 'warning'}),
  quiet('3.1.2', facts([{version: '3.1.2', peers}])),
  unknown('the release is not known', facts([{version: null, peers}]), {blocking: false, advice: '--dkron-version'}),
  skips('nothing to recover is another fault', facts([{version: '2.2.2', voters: null, peers}])),
  skips('none', facts([{version: '2.2.2'}])),
]
