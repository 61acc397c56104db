import type {Server} from '../../facts/types.ts'
import type {Failure} from '../define-check.ts'
import {defineCheck, failEach, skip} from '../define-check.ts'
import {divergenceOf} from './rules/diverging-logs.ts'
import {quoteOwnConfiguration} from './rules/quote-evidence.ts'
import {dataFolderOf} from './rules/shared-data-dir.ts'

export default defineCheck({
  id: 'clusters-merged',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'dkron',
  title: 'The data-dirs hold two different histories',
  message: '{a} and {b} are two different histories: at index {index} {difference}',
  why: `Raft trusts that an index with a term names one entry everywhere. Servers of two clusters, or two copies of one server that each went on alone, break that: whoever wins the election overwrites the others' log, and their jobs are gone without a word. Nothing in Dkron marks a data-dir with its cluster; only gossip keys keep strangers apart.`,
  confirm: [
    'doctor no-leader DATA-DIR-A DATA-DIR-B --json   # facts.servers: configuration, last index and term of each',
  ],
  repairs: [],
  folklore: ['Starting all of them and letting Raft sort it out: it does, by deleting one of the histories.'],
  references: ['hashicorp/raft raft.go: appendEntries ("clearing log suffix")', 'Raft paper, 5.3 Log Matching'],
  needs: ['server.configuration', 'server.dataDir', 'server.history', 'server.store'],
  explains: [
    'configurations-disagree',
    'quorum-lost',
    'stale-voter',
    'ghost-voters',
    'server-id-changed',
    'server-address-changed',
  ],
  run(facts) {
    const stores = facts.servers.filter(s => s.store.state === 'read')
    if (stores.length < 2) return skip('needs the data-dirs of two servers')
    const failures: Failure[] = []
    for (const [i, a] of stores.entries()) {
      for (const b of stores.slice(i + 1)) {
        if (dataFolderOf(a) !== dataFolderOf(b)) failures.push(...compare(a, b))
      }
    }
    return failEach(failures)
  },
})

function compare(a: Server, b: Server): readonly Failure[] {
  const found = divergenceOf(a, b)
  if (found === null) return []
  const difference =
    found.why === 'other-term'
      ? `one has term ${found.terms[0]}, the other term ${found.terms[1]}`
      : 'they hold different configurations of the same term'
  return [
    {
      subject: `${a.label}, ${b.label}`,
      params: {a: a.label, b: b.label, index: found.index, difference},
      evidence: [...quoteOwnConfiguration(a), ...quoteOwnConfiguration(b)],
      advice: [
        'Stop all servers before any of them overwrites another, and copy every data-dir.',
        'Keep the side whose jobs you want; start the others empty, and give the clusters different --encrypt keys.',
      ],
      key: `${a.label} ${b.label}`,
    },
  ]
}
