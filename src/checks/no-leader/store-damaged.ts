import type {RaftDbFile} from '../../case/case.ts'
import {readValue} from '../../case/read.ts'
import type {Server} from '../../facts/types.ts'
import type {Evidence, Severity} from '../../report/types.ts'
import type {Failure} from '../define-check.ts'
import {defineCheck, failEach, skip} from '../define-check.ts'
import {latestHits} from './rules/latest-run.ts'
import {quoteContainer, quoteFile, quoteNewest} from './rules/quote-evidence.ts'

/** Reasons of "error creating new raft store" that speak of the file and not of rights or locks. */
const damageWords = /invalid database|checksum error|version mismatch|invalid page/i

export default defineCheck({
  id: 'store-damaged',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'dkron',
  title: 'raft.db is damaged',
  message: '{file} of {server} is damaged: {worst}{more}',
  why: `raft.db holds the log with every job, the term and the vote. A power loss, a full disk, a file system that does not keep its promises, or a copy taken while Dkron was writing can break it. Depending on the page that is hit Dkron exits, panics, or takes memory without end until the kernel kills it; with one of the two meta pages lost it goes on one transaction back, without a word.

Do not open a damaged file with other tools than a reader that checks it; the genuine library can hang on it.`,
  confirm: [
    'docker logs --tail 20 CONTAINER',
    'doctor no-leader DATA-DIR   # reads the file without opening it for writing',
  ],
  repairs: [],
  folklore: [
    'Deleting raft.db: the server starts, empty.',
    'Restarting again and again: nothing in the file heals by that.',
  ],
  references: ['boltdb db.go, page.go, freelist.go', 'raft-boltdb bolt_store.go'],
  needs: ['server.container', 'server.dataDir', 'server.log', 'server.store'],
  explains: [
    'server-id-changed',
    'server-id-not-pinned',
    'quorum-lost',
    'ghost-voters',
    'log-gap',
    'snapshot-missing',
    'never-bootstrapped',
    'clusters-merged',
    'configurations-disagree',
    'server-address-changed',
    'peers-json-wrong-content',
  ],
  run(facts) {
    const failures = facts.servers.flatMap(server => judge(server))
    if (failures.length > 0) return failEach(failures)
    const unread = facts.servers.find(s => s.store.state === 'unreadable')
    if (unread?.store.state === 'unreadable') {
      const {where, reason} = unread.store
      return {
        status: 'unknown',
        subject: unread.label,
        reason: `${where} of ${unread.label} could not be read: ${reason}`,
        evidence: [{source: where, value: reason}],
        advice: [
          'Run doctor as a user who may read the data-dir (as root on most hosts), or copy the stopped data-dir and give the copy.',
        ],
      }
    }
    const known = facts.servers.some(s => s.store.state === 'read' || s.log !== null)
    return known ? failEach([]) : skip('no raft.db was given')
  },
})

function judge(server: Server): readonly Failure[] {
  const file = readValue(server.store)
  if (server.store.state === 'not-collected') return fromLog(server)
  if (file === null || file.size === 0) return []
  const faults = faultsOf(file)
  const worst = faults.find(f => f.severity === 'error') ?? faults.find(f => f.severity === 'warning')
  if (!worst) return []
  const broken = worst.severity === 'error'
  return [
    {
      subject: server.label,
      severity: worst.severity,
      params: {
        server: server.label,
        file: file.file,
        worst: worst.text,
        more: faults.length > 1 ? ` (and ${faults.length - 1} more)` : '',
      },
      message: broken ? undefined : '{file} of {server} can be used but is not whole: {worst}{more}',
      evidence: [
        ...faults.slice(0, 5).map(f => quoteFile(server, file.file, f.text, f.where)),
        ...(broken ? quoteContainer(server) : []),
        ...quoteNewest(server, storeLines(server)),
      ],
      advice: broken ? adviceFor(file) : [worst.consequence],
      key: worst.code,
    },
  ]
}

interface Fault {
  readonly severity: Severity
  readonly code: string
  /** In the file. */
  readonly where: string
  readonly text: string
  readonly consequence: string
}

function faultsOf(file: RaftDbFile): readonly Fault[] {
  const faults: Fault[] = file.damage.flatMap(d => {
    if (d.severity === 'note') return []
    const where = d.page === null ? '' : `, page ${d.page}`
    return [
      {severity: severityOf(d.code, d.severity), code: d.code, where, text: d.message, consequence: d.consequence},
    ]
  })
  const log = file.store?.log
  for (const bad of log?.badEntries ?? []) {
    const text = `entry ${bad.index} cannot be decoded: ${bad.reason}`
    faults.push({
      severity: 'error',
      code: 'bad-entry',
      where: `, log index ${bad.index}`,
      text,
      consequence: '',
    })
  }
  for (const fall of log?.termFalls ?? []) {
    const text = `the term falls to ${fall.term} at index ${fall.index}, which no Raft log does`
    faults.push({
      severity: 'error',
      code: 'term-fall',
      where: `, log index ${fall.index}`,
      text,
      consequence: '',
    })
  }
  return faults
}

/** Every Dkron release opens raft.db with boltdb 1.3.1, which crashes on a file without a stored freelist. */
function severityOf(code: string, severity: 'warning' | 'error'): Severity {
  if (code === 'freelist-not-stored') return 'error'
  return code === 'pages-leaked' || code === 'element-flags' ? 'info' : severity
}

function adviceFor(file: RaftDbFile): readonly string[] {
  const entries = file.store?.log.count ?? 0
  const left =
    entries > 0
      ? `${entries} log entries can still be read; keep a copy of the file as it is before anything else.`
      : 'Keep a copy of the file as it is before anything else.'
  return [
    left,
    'With a leader among the other servers: stop this one, move its raft folder aside, start it; the leader fills it.',
    'Else restore the newest copy of the data-dir.',
  ]
}

function storeLines(server: Server) {
  return latestHits(server, ['raft-store-not-opened', 'bolt-panic', 'memory-fault']).filter(
    hit => hit.entry !== 'raft-store-not-opened' || damageWords.test(hit.text),
  )
}

function fromLog(server: Server): readonly Failure[] {
  const hits = storeLines(server)
  if (hits.length === 0) return []
  const evidence: readonly Evidence[] = [...quoteNewest(server, hits), ...quoteContainer(server)]
  return [
    {
      subject: server.label,
      params: {server: server.label},
      message: 'the log of {server} says that its raft.db cannot be opened',
      evidence,
      advice: ['Give its data-dir, to see what is left of it.'],
      confidence: 'medium',
      key: 'log',
    },
  ]
}
