import {dial, fromHost, join} from '../asked-parts.ts'
import {fires, quiet, skips, unknown} from '../check-case.ts'
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

  fires(
    'tried: no name is known, before the log says so twice',
    facts([{settings, said: [failed]}], {
      probes: [...join('s1', 's1', 'name-unknown'), ...join('s1', 's2', 'server-failure')],
    }),
    {
      severity: 'error',
      message:
        "s1 waits to join s1, s2 and starts neither Raft nor its API before that succeeds (s1: no such name (Docker's DNS); s2: could not be found out (resolver 10.0.0.53))",
      quote: 'asked from the network of s1: name "s1": no such name (Docker\'s DNS); name "s2": could not be found out',
      advice: 'docker exec s1 getent hosts s1',
      confidence: 'high',
      repairs: [],
    },
  ),
  fires(
    'tried: nobody listens at the name',
    facts([{settings: {retryJoin: ['s2']}}], {probes: join('s1', 's2', 'found')}),
    {
      severity: 'error',
      message:
        's1 waits to join s2 and starts neither Raft nor its API before that succeeds (s2: 10.0.0.2:8946 refused)',
      quote: 'name "s2": 10.0.0.2 (Docker\'s DNS); TCP 10.0.0.2:8946 refused; UDP 10.0.0.2:8946 refused',
    },
  ),
  fires(
    'tried: an address that does not answer',
    facts([{settings: {retryJoin: ['10.0.0.9:8946']}}], {
      probes: [dial('s1', '10.0.0.9:8946', 'no-answer', {why: [{role: 'join-name', of: 's1'}]})],
    }),
    {severity: 'error', quote: 'TCP 10.0.0.9:8946 no answer in time'},
  ),
  fires(
    'the log is of a try before somebody was there',
    facts([{settings, said: [failed, failed]}], {
      probes: [...join('s1', 's1', 'name-unknown'), ...join('s1', 's2', 'found', 'open')],
    }),
    {
      severity: 'warning',
      confidence: 'medium',
      message:
        's1 has tried 2 times to join s1, s2 and starts neither Raft nor its API before that succeeds; "s2" answers now, so the next try should',
    },
  ),
  quiet(
    'tried: one of the names answers',
    facts([{settings}], {probes: [...join('s1', 's1', 'name-unknown'), ...join('s1', 's2', 'found', 'open')]}),
  ),
  quiet(
    'tried: not all of it',
    facts([{settings}], {probes: [...join('s1', 's1', 'name-unknown'), ...join('s1', 's2', 'found', 'not-tried')]}),
  ),
  quiet(
    'an old name in --join holds nothing up',
    facts([{settings: {join: ['gone']}}], {probes: join('s1', 'gone', 'no-answer')}),
  ),
  quiet(
    'it is stopped',
    facts([{settings, container: {status: 'exited', running: false}}], {probes: join('s1', 's1', 'name-unknown')}),
  ),
  fires(
    'worked out, and the log tells of a try',
    facts([{settings: {retryJoin: ['s2']}, said: [failed]}], {
      probes: join('s1', 's2', 'found', 'refused', fromHost('s1')),
    }),
    {
      severity: 'error',
      confidence: 'medium',
      quote:
        'asked from this host in place of s1: name "s2" by its networks and aliases: 10.0.0.2 (Docker\'s DNS); TCP 10.0.0.2:8946 refused',
    },
  ),
  unknown(
    'only worked out, not asked',
    facts([{settings}], {probes: join('s1', 's1', 'name-unknown', 'refused', fromHost('s1'))}),
    {
      blocking: false,
      reason:
        'whether s1 can join others was not asked from its own network: only root can enter them (sudo doctor no-leader); by hand: docker exec s1 getent hosts s1',
    },
  ),
]
