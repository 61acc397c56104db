import {fires, quiet, skips} from '../check-case.ts'
import {facts, leaderless} from '../facts-builder.ts'

const failed = 'agent: Join LAN failed: <nil>, retrying in 30s'
const settings = {retryJoin: ['s1', 's2']}

export default [
  fires('again and again', facts([{settings, said: ['agent: Dkron agent starting', failed, failed, failed]}]), {
    severity: 'error',
    message: 's1 has tried 3 times to join s1, s2 and starts neither Raft nor its API before that succeeds',
    repairs: [],
  }),
  fires('given up', facts([{said: [failed, 'agent: max join LAN retry exhausted, exiting']}]), {severity: 'error'}),
  quiet(
    'it joined at last',
    facts([{said: [failed, failed, failed, 'agent: Join LAN completed. Synced with 1 initial agents']}]),
  ),
  quiet('it went on', facts([{said: [failed, failed, failed, 'api: Running HTTP server']}])),
  quiet('the others are still starting', facts([{said: [failed]}])),
  fires('its API was asked and did not answer', facts([{api: {}, said: [failed, failed, failed]}]), {
    severity: 'error',
  }),
  quiet('its API answers', facts([{api: leaderless, said: [failed, failed, failed]}])),
  quiet('an earlier run', facts([{said: [failed, failed, failed, 'agent: Dkron agent starting']}])),
  skips('no log', facts([{}])),
]
