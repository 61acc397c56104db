import {beforeAll, describe, expect, test} from 'vitest'
import {agentOnlyChecks} from '../../src/checks/agent-reachability/index.ts'
import type {Need} from '../../src/checks/define-check.ts'
import {noLeaderChecks} from '../../src/checks/no-leader/index.ts'
import type {Facts} from '../../src/facts/types.ts'
import {matchLines} from '../../src/formats/dkron/log-dictionary.ts'
import {expectedCases, factsOfCase} from './captured-case.ts'
import {loadCases} from './load-cases.ts'
import {watchReads} from './watch-reads.ts'

/** What a check declares to need decides which evidence is asked for, so it has to be what it reads. */
describe('needs', () => {
  const everything: Facts[] = []
  beforeAll(async () => {
    const agents = await loadCases('agent-reachability')
    for (const cases of [...(await loadCases()).values(), ...agents.values()])
      everything.push(...cases.map(c => c.facts))
    for (const {name} of expectedCases()) everything.push(await factsOfCase(name))
    everything.push(...everything.map(ledByLog))
  }, 300_000)

  test.each([...noLeaderChecks, ...agentOnlyChecks].map(check => ({id: check.id, check})))(
    '$id reads what it declares',
    ({check}) => {
      const reads = new Set<Need>()
      for (const facts of everything) check.run(watchReads(facts, reads))
      // The last check runs the others, and stops at the first that answers.
      const expected = check.id === 'leader-missing' ? expect.arrayContaining([...reads]) : [...reads].sort()
      expect([...check.needs].sort()).toEqual(expected)
    },
  )
})

/** The same servers with nobody asked, and logs that say each of them leads: the way on which most is looked at. */
function ledByLog(facts: Facts): Facts {
  const nobody = {claimedBy: [], deniedBy: [], named: [], noneSaidBy: [], noneByQuorum: false}
  return {
    servers: facts.servers.map(s => {
      const line = {number: 1, time: null, level: null, node: null, text: 'dkron: cluster leadership acquired'}
      const source = {source: 'log', server: s.label, lines: [line], debug: true}
      return {...s, api: null, log: {source, hits: matchLines(source)}}
    }),
    cluster: {...facts.cluster, leader: nobody},
  }
}
