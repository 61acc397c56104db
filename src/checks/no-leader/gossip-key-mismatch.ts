import {readValue} from '../../case/read.ts'
import type {Server} from '../../facts/types.ts'
import type {Evidence} from '../../report/types.ts'
import type {Failure} from '../define-check.ts'
import {defineCheck, failEach, skip} from '../define-check.ts'
import {latestHits} from './rules/latest-run.ts'
import {leadersInSight} from './rules/leader-in-sight.ts'
import {quoteNewest} from './rules/quote-evidence.ts'

const keyLines = ['gossip-not-decrypted', 'gossip-encrypted-on-one-side']

export default defineCheck({
  id: 'gossip-key-mismatch',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'dkron',
  title: 'The gossip keys differ',
  message: 'the servers do not have the same gossip key ({groups}): those with different keys do not see each other',
  why: `--encrypt has to be the same on every server and agent. A server with another key, or with none, is not let into gossip; nothing says so at the default log level, the members lists just fall apart, and a cluster that waits for three servers waits for ever. A key that is no base64 text of 16, 24 or 32 bytes ends the process.`,
  confirm: [
    'curl -s http://SERVER:8080/v1/members   # on each server: who is missing',
    "docker inspect --format '{{.Config.Cmd}}' CONTAINER | sha256sum   # compare without showing",
  ],
  repairs: [],
  folklore: ['Restarting the odd one out: it has the same key as before.'],
  references: ['hashicorp/memberlist security.go', 'Dkron flag --encrypt'],
  needs: [
    'cluster.leader',
    'server.api',
    'server.configuration',
    'server.container',
    'server.identity',
    'server.log',
    'server.settings',
    'server.version',
  ],
  explains: [
    'never-bootstrapped',
    'quorum-lost',
    'ghost-voters',
    'stale-voter',
    'join-blocked',
    'several-bootstrap-servers',
    'bootstrap-expect-conflict',
  ],
  run(facts) {
    const configured = facts.servers.filter(s => s.settings.state === 'read')
    if (configured.length === 0 && facts.servers.every(s => s.log === null)) return skip('no settings are known')
    const led = leadersInSight(facts).length > 0
    const found = [...configured.flatMap(malformed), ...differing(configured)]
    const failures = found.length > 0 ? found : facts.servers.flatMap(fromLog)
    return failEach(failures.map(f => (led ? {...f, severity: 'warning' as const} : f)))
  },
})

function keyOf(server: Server): string | null {
  return readValue(server.settings)?.encrypt?.value ?? null
}

/** Base64 of 16, 24 or 32 bytes, as Go's StdEncoding takes it. */
function isKey(text: string): boolean {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0) return false
  return [16, 24, 32].includes(Buffer.from(text, 'base64').length)
}

function malformed(server: Server): readonly Failure[] {
  const setting = readValue(server.settings)?.encrypt
  if (!setting || setting.unresolved || isKey(setting.value)) return []
  return [
    {
      subject: server.label,
      params: {server: server.label, from: nameOnly(setting.origin.text)},
      message: 'the gossip key of {server} ({from}) is no base64 text of 16, 24 or 32 bytes: Dkron exits',
      evidence: [
        {
          source: `${server.label}: ${nameOnly(setting.origin.text)}`,
          value: `${setting.value.length} characters, not shown`,
        },
      ],
      advice: ['Make one for all servers and agents: dkron keygen'],
      key: 'malformed',
    },
  ]
}

function differing(servers: readonly Server[]): readonly Failure[] {
  const unresolved = servers.some(s => readValue(s.settings)?.encrypt?.unresolved)
  const keys = [...new Set(servers.map(keyOf))]
  if (keys.length < 2 || unresolved) return []
  const groups = keys.map((key, i) => {
    const labels = servers.filter(s => keyOf(s) === key).map(s => s.label)
    return {what: key === null ? 'no key' : `key ${String.fromCharCode(65 + i)}`, labels}
  })
  const evidence: readonly Evidence[] = groups.flatMap(g =>
    g.labels.map(label => ({source: `${label}: --encrypt`, value: `${g.what}, not shown`})),
  )
  return [
    {
      subject: 'cluster',
      params: {groups: groups.map(g => `${g.what}: ${g.labels.join(', ')}`).join('; ')},
      evidence: [...evidence, ...servers.flatMap(s => quoteNewest(s, latestHits(s, keyLines))).slice(0, 2)],
      advice: ['Give all of them the same --encrypt, then restart those that change.'],
      key: 'differs',
    },
  ]
}

function fromLog(server: Server): readonly Failure[] {
  const hits = latestHits(server, [...keyLines, 'gossip-key-malformed'])
  if (hits.length === 0) return []
  return [
    {
      subject: server.label,
      params: {server: server.label},
      message: 'the log of {server} says that gossip with another member fails because their keys differ',
      evidence: quoteNewest(server, hits),
      advice: ['Compare --encrypt on all servers and agents.'],
      confidence: 'medium',
      key: 'log',
    },
  ]
}

/** `--encrypt=KEY` without the key. */
function nameOnly(text: string): string {
  return text.replace(/[=\s:].*$/s, '')
}
