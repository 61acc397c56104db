import type {Facts, Server} from '../../facts/types.ts'
import type {Check, Need, Outcome} from '../define-check.ts'
import {defineCheck, skip} from '../define-check.ts'
import {describeLoop, loopOf, quoteLoop} from './rules/engine-events.ts'
import {latestHits} from './rules/latest-run.ts'
import {isLeaderless, silentLeaders} from './rules/leader-in-sight.ts'
import {quoteLeadership, quoteNewest} from './rules/quote-evidence.ts'

/**
 * The last question: servers were asked, none knows a leader, and no other check says why. Made from the other checks,
 * because only their silence makes this one speak.
 */
export function leaderMissing(others: readonly Check[]): Check {
  const needs = new Set<Need>([
    ...others.flatMap(c => c.needs),
    'cluster.events',
    'cluster.leader',
    'server.api',
    'server.container',
  ])
  return defineCheck({
    id: 'leader-missing',
    severity: 'error',
    since: '0.1.0',
    scheduler: 'dkron',
    title: 'There is no leader, and the evidence does not show why',
    message: 'nobody leads, and what was looked at does not show why',
    why: `The servers were asked, and none of them leads or knows a leader, while data-dirs, configuration and settings look right as far as they were given. A server that was started a few seconds ago is the harmless form of it. Otherwise the reason lies in what was not given: another server, a log, the container.`,
    confirm: ['for s in SERVER1 SERVER2 SERVER3; do curl -s http://$s:8080/v1/isleader; done   # a minute later'],
    repairs: [],
    folklore: ['Wiping the data-dir because nothing else is found: the jobs are in it.'],
    references: ['Dkron api.go: isLeaderHandler, leaderHandler'],
    needs: [...needs],
    explains: [],
    run(facts) {
      const silent = silentLeaders(facts)
      if (silent.length === 0 && !isLeaderless(facts)) return skip('a leader is in sight, or nobody was asked')
      const explained = others.some(check => {
        const outcome = check.run(facts)
        if (outcome.status === 'unknown') return outcome.blocking !== false
        return outcome.status === 'fail' && outcome.failures.some(f => (f.severity ?? check.severity) === 'error')
      })
      if (explained) return skip('another check says why')
      if (silent.length > 0) return withoutAnswer(silent)
      const looping = facts.servers.flatMap(s => {
        const loop = loopOf(s, facts)
        return loop === null
          ? []
          : [`${s.label} ${describeLoop(loop)}; its last words: docker logs --tail 50 ${s.label}`]
      })
      return {
        status: 'unknown',
        subject: 'cluster',
        reason: 'nobody leads, and what was looked at does not show why',
        evidence: facts.servers.flatMap(s => [...quoteLeadership(s), ...quoteLoop(s, facts)]),
        advice: [
          ...looping,
          `Ask again in a minute, if a server has just been started${startsOf(facts)}.`,
          'Give more evidence: --inspect for every container, --log with --log-level=debug, the data-dir of every server.',
        ],
      }
    },
  })
}

/** Not "no leader": what such a server last wrote may still hold, for all that can be seen. */
function withoutAnswer(silent: readonly Server[]): Outcome {
  const names = silent.map(s => s.label).join(', ')
  return {
    status: 'unknown',
    subject: 'cluster',
    reason: `${names} last wrote that it leads, but takes connections now and answers nothing`,
    evidence: silent.flatMap(s => [
      {source: s.api?.source ?? s.label, value: 'took the connection; no answer in time'},
      ...quoteNewest(s, latestHits(s, ['leadership-acquired'])),
    ]),
    advice: [
      'Ask again with more time: --timeout 20.',
      ...silent.flatMap(s => [
        `See what its process does: docker stats --no-stream ${s.label}`,
        `A process that stands still has to be started anew: docker restart ${s.label}`,
      ]),
    ],
  }
}

/** An election takes some seconds after a start, and up to a minute on a busy host. */
function startsOf(facts: Facts): string {
  const starts = facts.servers.flatMap(s =>
    s.container?.running && s.container.startedAt
      ? [`${s.label} at ${s.container.startedAt.replace(/\.\d+/, '')}`]
      : [],
  )
  return starts.length === 0 ? '' : ` (${starts.join(', ')})`
}
