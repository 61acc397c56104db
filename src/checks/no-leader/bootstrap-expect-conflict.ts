import {defineCheck, failEach, skip} from '../define-check.ts'
import {expectValues} from './rules/expect-values.ts'
import {latestHits} from './rules/latest-run.ts'
import {leadersInSight} from './rules/leader-in-sight.ts'
import {quoteNewest} from './rules/quote-evidence.ts'

export default defineCheck({
  id: 'bootstrap-expect-conflict',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'dkron',
  title: 'The servers expect different numbers',
  message: 'the servers expect different numbers of servers ({values}), and so none of them bootstraps',
  why: `Servers that expect different numbers refuse to bootstrap with one another. One that expects 1 does not ask anybody: it bootstraps alone, and its leader takes the others in within a minute, whatever they expect. Once there is a configuration the flag is ignored altogether.`,
  confirm: [
    'curl -s http://SERVER:8080/v1/members | grep -o \'"expect":"[0-9]*"\'',
    'docker logs CONTAINER 2>&1 | grep "conflicting expect value"',
  ],
  repairs: ['bootstrap-expect'],
  folklore: [
    'Setting bootstrap-expect=1 on a server that has state, to rescue it: the flag is read on an empty data-dir only.',
  ],
  references: ['Dkron serf.go: maybeBootstrap', 'Dkron flag --bootstrap-expect'],
  needs: [
    'cluster.leader',
    'cluster.members',
    'server.api',
    'server.configuration',
    'server.container',
    'server.identity',
    'server.log',
    'server.settings',
    'server.version',
  ],
  explains: ['never-bootstrapped'],
  run(facts) {
    const expected = expectValues(facts)
    if (expected.length < 2) return skip('fewer than two servers say what they expect')
    const numbers = [...new Set(expected.map(e => e.value))]
    if (numbers.length < 2) return failEach([])
    const settled = facts.servers.some(s => s.configuration.state === 'read') || leadersInSight(facts).length > 0
    const hits = facts.servers.flatMap(s => quoteNewest(s, latestHits(s, ['conflicting-expect'])))
    return failEach([
      {
        subject: 'cluster',
        severity: settled || numbers.includes(1) ? 'warning' : 'error',
        params: {values: expected.map(e => `${e.server}: ${e.value}`).join(', ')},
        message: settled
          ? 'the servers expect different numbers of servers ({values}): without effect as long as the data-dirs last, wrong on empty ones'
          : numbers.includes(1)
            ? 'the servers expect different numbers of servers ({values}): the one that expects 1 bootstraps alone'
            : undefined,
        evidence: [...expected.map(e => e.quote), ...hits.slice(0, 1)],
        repairs: ['bootstrap-expect'],
        advice: ['Set the same --bootstrap-expect on every server: their number.'],
        key: numbers.sort().join(),
      },
    ])
  },
})
