import type {Case} from '../../case/case.ts'
import type {CronicleCase, CronicleServer} from '../../case/cronicle.ts'
import type {ActivityRow} from '../../case/cronicle-answers.ts'
import {readValue} from '../../case/read.ts'
import {failedAdds, loggedAdds} from './adds.ts'
import {meansPrimary, type StatusSeen, statusSeen} from './answer-owners.ts'
import {type Course, courseOf, lastHit} from './course.ts'
import {identityNext, identityNow} from './identity.ts'
import {linkEvents} from './link-events.ts'
import {derivePrimary} from './primary.ts'
import type {CronicleFacts} from './types.ts'
import {seedWorkers, type WorkerFolder} from './worker-seeds.ts'
import {deriveWorkers, type WorkerSources} from './workers.ts'

const nothing: CronicleCase = {servers: [], answers: [], balancers: [], probes: [], logs: [], typedNames: []}

/** Derives the joined view of a Cronicle case. Pure: the same case gives the same facts. */
export function deriveCronicle(c: Case): CronicleFacts {
  const cronicle = withLooseLogs(c.cronicle ?? nothing)
  const primaryServer = choosePrimary(cronicle.servers)
  const course = courseOf(primaryServer?.logs ?? [])
  const seen = statusSeen(cronicle)
  const folders = cronicle.servers.filter(s => s !== primaryServer).map(folderOf)
  const primarySeen = answersOfPrimary(seen, primaryServer, course, cronicle)
  const primary = derivePrimary(c, cronicle, primaryServer, course, primarySeen)
  const logged = loggedAdds(course)
  const failed = failedAdds(cronicle, logged)
  const list = liveList(cronicle)
  const records = (readValue(primary.records)?.items ?? []).filter(r => !primary.ownRecords.includes(r))
  const hostname = primary.identity.hostname?.value ?? primary.next.hostname?.value
  const live = (list?.servers ?? []).filter(l => !l.primary && l.hostname !== hostname)
  const events = linkEvents(course, activityOf(cronicle, primaryServer))
  const seeds = seedWorkers(records, live, folders, failed, logged, events)
  const sources: WorkerSources = {
    c,
    cronicle,
    primary,
    course,
    events,
    logged,
    failed,
    list,
    seen: seen.filter(s => !primarySeen.includes(s)),
  }
  return {
    primary,
    workers: deriveWorkers(seeds, sources),
    cluster: {
      balancers: cronicle.balancers,
      answers: seen,
      known: cronicle.answers.length > 0 || cronicle.probes.length > 0,
      offline: c.told.offline,
      unread: c.unread,
    },
  }
}

/** Named as such; else the one with a list of servers in its storage or a log that says it leads. */
function choosePrimary(servers: readonly CronicleServer[]): CronicleServer | null {
  const named = servers.find(s => s.role === 'primary')
  if (named) return named
  const open = servers.filter(s => s.role === 'unknown')
  const leads = (s: CronicleServer) => lastHit(courseOf(s.logs).hits, 'became-primary') !== null
  return (
    open.find(leads) ?? open.find(s => s.storage.state === 'read') ?? (servers.length === 1 ? (open[0] ?? null) : null)
  )
}

function folderOf(server: CronicleServer): WorkerFolder {
  const course = courseOf(server.logs)
  const reported = identityNow(course, [])
  return {server, course, reported, next: identityNext(server, course, reported)}
}

/** Answers asked of the primary, or that name it. */
function answersOfPrimary(
  seen: readonly StatusSeen[],
  server: CronicleServer | null,
  course: Course,
  c: CronicleCase,
): readonly StatusSeen[] {
  const hostname =
    identityNow(course, []).hostname?.value ??
    (server ? identityNext(server, course, identityNow(course, [])).hostname?.value : null) ??
    c.answers.flatMap(a => (a.call === 'get_servers' ? (a.servers.servers ?? []) : [])).find(s => s.primary)?.hostname
  return seen.filter(
    s => meansPrimary(s.asked) || s.asked === server?.label || (s.way !== 'balancer' && s.value.hostname === hostname),
  )
}

function liveList(c: CronicleCase): WorkerSources['list'] {
  const lists = c.answers.flatMap(a =>
    a.call === 'get_servers' && a.servers.servers !== null
      ? [{source: a.source, servers: a.servers.servers, receivedAt: a.receivedAt}]
      : [],
  )
  return lists.at(-1) ?? null
}

/** Rows of the activity log from the storage and from answers of the API; newest first. */
function activityOf(
  c: CronicleCase,
  server: CronicleServer | null,
): readonly {readonly row: ActivityRow; readonly source: string}[] {
  const storage = server && readValue(server.storage)
  const stored = (storage && readValue(storage.activity)?.items) ?? []
  const saved = c.answers.flatMap(a =>
    a.call === 'get_activity' ? a.activity.rows.map(row => ({row, source: a.source})) : [],
  )
  const all = [...stored.map(({value, at}) => ({row: value, source: at.file})), ...saved]
  const known = new Set<string>()
  const once = all.filter(({row}) => {
    const key = JSON.stringify(row)
    return known.has(key) ? false : known.add(key)
  })
  return once.sort((a, b) => b.row.epoch - a.row.epoch)
}

/** A log that was named without a folder belongs to the server whose name it bears, or to the only one. */
function withLooseLogs(c: CronicleCase): CronicleCase {
  const [first, ...more] = c.servers
  if (c.logs.length === 0 || first === undefined) return c
  const owner = (log: CronicleCase['logs'][number]): CronicleServer | null => {
    const {hits} = courseOf([log])
    const name = lastHit(hits, 'own-identity')?.line.data.hostname ?? lastHit(hits, 'setup-done')?.groups.hostname
    const named = c.servers.find(s => identityNow(courseOf(s.logs), []).hostname?.value === name)
    return named ?? (more.length === 0 ? first : null)
  }
  const owned = c.logs.map(log => ({log, server: owner(log)}))
  return {
    ...c,
    servers: c.servers.map(s => ({...s, logs: [...s.logs, ...owned.filter(o => o.server === s).map(o => o.log)]})),
    logs: owned.filter(o => o.server === null).map(o => o.log),
  }
}
