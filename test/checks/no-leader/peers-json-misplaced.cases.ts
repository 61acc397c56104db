import {fires, quiet, skips} from '../check-case.ts'
import {facts, member} from '../facts-builder.ts'

export default [
  fires(
    'beside the raft folder',
    facts([{peers: {file: 'peers.json', placed: 'never-read', servers: [member('n1')]}}]),
    {
      severity: 'warning',
      message: 'peers.json of s1 is never read: Dkron looks only for raft/peers.json in its data-dir',
      repairs: [],
    },
  ),
  quiet('in its place', facts([{peers: {servers: [member('n1')]}}])),
  quiet('none', facts([{}])),
  skips('no data-dir', facts([{dataDir: false}])),
]
