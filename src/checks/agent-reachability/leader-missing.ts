import type {Check} from '../define-check.ts'
import {leaderMissing} from '../no-leader/leader-missing.ts'
import {isLeaderless} from '../no-leader/rules/leader-in-sight.ts'
import {quoteLeadership} from '../no-leader/rules/quote-evidence.ts'

/** The same absence as in `doctor no-leader`. There it is a question left open; for agents it is the answer. */
export function leaderMissingForAgents(others: readonly Check[]): Check {
  const base = leaderMissing(others)
  return {
    ...base,
    run(facts) {
      const outcome = base.run(facts)
      if (outcome.status !== 'unknown' || !isLeaderless(facts)) return outcome
      return {
        status: 'fail',
        failures: [
          {
            subject: 'cluster',
            params: {},
            message: 'nobody leads, so nobody gives jobs to agents',
            evidence: facts.servers.flatMap(quoteLeadership),
            advice: ['Why there is no leader, and what helps: doctor no-leader'],
            key: 'leaderless',
          },
        ],
      }
    },
  }
}
