import {fires, quiet, skips} from '../check-case.ts'
import {facts, leading, member} from '../facts-builder.ts'

export default [
  fires(
    'no JSON',
    facts([
      {
        peers: {style: 'unparsable', parseError: 'unexpected EOF'},
        said: ['agent: Raft layer failed to start error="recovery failed to parse peers.json: unexpected EOF"'],
      },
    ]),
    {
      severity: 'error',
      subject: 's1',
      message:
        'raft/peers.json of s1 cannot be used (unexpected EOF): Dkron exits at every start as long as it lies there',
      repairs: ['peers-json', 'remove-peers-json'],
      quote: 'failed to parse peers.json',
    },
  ),
  fires('an empty list', facts([{peers: {ruleErrors: ['need at least one voter in configuration: {[]}']}}]), {
    severity: 'error',
    message:
      'raft/peers.json of s1 cannot be used (need at least one voter in configuration: {[]}): Dkron exits at every start as long as it lies there',
  }),
  fires(
    'the old list of addresses',
    facts([
      {peers: {style: 'addresses', parseError: 'json: cannot unmarshal string into Go value of type raft.configEntry'}},
    ]),
    {
      severity: 'error',
      advice: '[{"id": "SERVER-ID", "address": "HOST:6868", "non_voter": false}]',
    },
  ),
  fires(
    'two IDs on one address',
    facts([
      {
        peers: {
          servers: [member('n1'), member('n2')],
          ruleErrors: ['found duplicate address in configuration: 10.0.0.1:6868'],
        },
      },
    ]),
    {severity: 'error'},
  ),
  fires(
    'an old release could not use a good one either',
    facts([{version: '3.1.1', peers: {parseError: 'unexpected EOF'}}]),
    {severity: 'error', repairs: ['remove-peers-json']},
  ),
  fires('nothing to recover', facts([{voters: null, peers: {parseError: 'unexpected EOF'}}]), {
    severity: 'error',
    repairs: ['remove-peers-json'],
  }),
  fires('put there while it leads', facts([{peers: {parseError: 'unexpected EOF'}, api: leading('n1')}]), {
    severity: 'warning',
    message: 'raft/peers.json of s1 cannot be used (unexpected EOF): Dkron will exit at its next start',
  }),
  quiet('a good one', facts([{peers: {servers: [member('n1')]}}])),
  skips('none', facts([{}])),
  skips('in another place it harms nobody', facts([{peers: {placed: 'never-read', parseError: 'unexpected EOF'}}])),
]
