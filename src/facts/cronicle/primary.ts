import type {Case, Container} from '../../case/case.ts'
import type {CronicleCase, CronicleServer, StoredGroup} from '../../case/cronicle.ts'
import {notCollected, type Read, readValue} from '../../case/read.ts'
import {matchGroup} from '../../formats/cronicle/match-group.ts'
import {meansPrimary, type StatusSeen} from './answer-owners.ts'
import {composeServiceOf} from './compose-service.ts'
import {type Course, lastHit, lastRunOf} from './course.ts'
import {identityNext, identityNow, nobody} from './identity.ts'
import {primarySettings} from './settings.ts'
import type {Identity, Leading, Primary, Quote, StoredRecord} from './types.ts'

/** @param seen answers to `status` that the primary gave */
export function derivePrimary(
  c: Case,
  cronicle: CronicleCase,
  server: CronicleServer | null,
  course: Course,
  seen: readonly StatusSeen[],
): Primary {
  const identity = identityNow(course, seen)
  const next = server ? identityNext(server, course, identity) : {hostname: null, ip: null}
  const storage: CronicleServer['storage'] = server?.storage ?? notCollected
  const records = storage.state === 'read' ? storage.value.servers : storage
  const groups = storage.state === 'read' ? storage.value.groups : storage
  const known = withLeaderFromApi(identity, cronicle)
  const hostname = known.hostname?.value ?? next.hostname?.value ?? null
  const addresses = addressesOf(server, known, next.ip?.value ?? null)
  const conflict = lastHit(lastRunOf(course), 'conflict')
  const container = containerOf(c.containers, server, hostname)
  return {
    label: server?.label ?? hostname ?? 'the primary',
    server,
    container,
    compose: composeServiceOf(c.compose, container, server),
    identity: known,
    next,
    settings: primarySettings(server, course),
    records,
    groups,
    ownRecords: ownRecords(readValue(records)?.items ?? [], groups, hostname, addresses),
    leading: leadingOf(cronicle, course, hostname),
    conflicts: conflict ? [conflict.quote] : [],
    conflictAfter: conflict ? (takenBefore(course, conflict.at) ?? null) : null,
    recreated: recreatedUnder(server, hostname, course),
    addresses,
  }
}

export function containerOf(
  containers: readonly Container[],
  server: CronicleServer | null,
  hostname: string | null,
): Container | null {
  const own = containers.find(k => k.id === server?.containerId)
  return own ?? containers.find(k => hostname !== null && k.hostname.toLowerCase() === hostname.toLowerCase()) ?? null
}

/** The list of a leading primary names it first, and so does the configuration it hands out. */
function withLeaderFromApi(identity: Identity, c: CronicleCase): Identity {
  if (identity !== nobody && identity.hostname !== null) return identity
  for (const answer of c.answers) {
    const own = answer.call === 'get_servers' ? answer.servers.servers?.find(s => s.primary) : undefined
    if (!own) continue
    const quote: Quote = {source: answer.source, value: `master: hostname ${own.hostname}, ip ${own.ip ?? 'none'}`}
    return {
      hostname: {value: own.hostname, quote},
      ip: identity.ip ?? (own.ip === null ? null : {value: own.ip, quote}),
    }
  }
  return identity
}

function addressesOf(server: CronicleServer | null, identity: Identity, next: string | null): readonly string[] {
  const interfaces = (server && readValue(server.interfaces)) ?? []
  const all = [identity.ip?.value, next, ...interfaces.map(i => i.address)]
  return [...new Set(all.flatMap(a => (a ? [a] : [])))]
}

/**
 * Its own record, or, when its hostname is in none, the one it had: that has its address, or is the one a primary group
 * was made for. Other members of a group are backups, and workers as long as they do not lead.
 */
function ownRecords(
  items: readonly StoredRecord[],
  groups: Read<{readonly items: readonly {readonly value: StoredGroup}[]}>,
  hostname: string | null,
  addresses: readonly string[],
): readonly StoredRecord[] {
  const named = items.filter(r => r.value.hostname === hostname)
  if (named.length > 0 || hostname === null) return named
  const lead = (readValue(groups)?.items ?? []).map(g => g.value).filter(g => g.primary)
  const inGroup = items.filter(r => lead.some(g => matchGroup(g, r.value.hostname).result === 'matches'))
  const byAddress = inGroup.filter(r => r.value.ip !== null && addresses.includes(r.value.ip))
  if (byAddress.length > 0) return byAddress
  return items.length === 1 ? items : inGroup.slice(0, 1)
}

function leadingOf(c: CronicleCase, course: Course, hostname: string | null): Leading {
  const quotes: Quote[] = []
  for (const answer of c.answers) {
    const {source} = answer
    if (answer.call === 'get_servers' && answer.servers.code === '0') {
      if (answer.servers.servers !== null) return {state: 'leads', quotes: [{source, value: 'it lists the servers'}]}
      quotes.push({source, value: '"servers":null, the answer of a server that does not lead'})
    }
    if (answer.call === 'config' && (meansPrimary(answer.asked) || answer.asked === null)) {
      const {code, masterHostname, description} = answer.config
      if (code === '0' && masterHostname !== null && (hostname === null || masterHostname === hostname)) {
        return {state: 'leads', quotes: [{source, value: `master_hostname ${masterHostname}`}]}
      }
      if (code === 'master') quotes.push({source, value: `code master: ${description ?? ''}`})
    }
  }
  const run = lastRunOf(course)
  const told = lastHit(run, 'became-primary', 'not-in-cluster', 'not-eligible', 'became-worker', 'idle')
  if (told?.entry === 'became-primary' && quotes.length === 0) return {state: 'leads', quotes: [told.quote]}
  const all = told && told.entry !== 'became-primary' ? [...quotes, told.quote] : quotes
  if (all.length === 0) return {state: 'unknown'}
  return {state: told?.entry === 'not-eligible' ? 'not-eligible' : 'waits', quotes: all}
}

function takenBefore(course: Course, at: number | null): string | null {
  const before = lastRunOf(course).filter(h => h.at !== null && at !== null && h.at <= at)
  return lastHit(before, 'worker-taken', 'add-answered')?.groups.worker ?? null
}

/**
 * A container has outlived its re-creation under the stored name where its terminal output, or its log, is younger
 * than the storage: the first container's tells of the setup, and both go away with it. That log begins with a start,
 * and the activity log in the storage knows an earlier one under the same name.
 */
function recreatedUnder(server: CronicleServer | null, hostname: string | null, course: Course): Quote | null {
  const storage = server && readValue(server.storage)
  const stored = (storage && readValue(storage.servers)?.items) ?? []
  if (hostname === null || !stored.some(r => r.value.hostname === hostname)) return null
  const again = lastHit(course.hits, 'setup-done-before')
  if (again !== null && lastHit(course.hits, 'setup-done') === null) return again.quote
  const log = server?.logs.find(l => l.kind === 'file' && l.lines.some(line => line.component === 'Cronicle'))
  const first = log?.lines[0]
  const begins = first !== undefined && first.number === 1 && !log?.truncated && / Starting Up$/.test(first.text)
  if (!begins || first.epoch === null) return null
  const rows = (storage && readValue(storage.activity)?.items) ?? []
  const earlier = rows.find(
    ({value}) =>
      value.action === 'server_master' && value.hostname === hostname && value.epoch < (first.epoch ?? 0) - 2,
  )
  if (earlier === undefined) return null
  const value = `it led as ${hostname} before this log begins (server_master at ${earlier.value.epoch})`
  return {source: earlier.at.file, value}
}
