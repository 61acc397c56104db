import type {CronicleServer, StoredServer} from '../../case/cronicle.ts'
import type {LiveServer} from '../../case/cronicle-answers.ts'
import {type LoggedAdd, unansweredAdds} from './adds.ts'
import type {Course} from './course.ts'
import {formerIdentities, type identityNext} from './identity.ts'
import type {LinkEvent} from './link-events.ts'
import type {FailedAdd, Identity, StoredRecord, Worker} from './types.ts'

/** A worker's folder with what follows from it alone. */
export interface WorkerFolder {
  readonly server: CronicleServer
  readonly course: Course
  readonly reported: Identity
  readonly next: ReturnType<typeof identityNext>
}

/** What belongs to one worker, before anything is concluded. */
export interface WorkerSeed {
  readonly record: StoredRecord | null
  readonly live: LiveServer | null
  readonly folder: WorkerFolder | null
  readonly joinedBy: Worker['joinedBy']
  /** Typed name of a try that led to no record. */
  readonly typed: string | null
}

/**
 * Who the workers are: every stored record and every live row that is not the primary's, every folder, every name that
 * was typed in vain. A folder goes to the record with its name or address, else to the one it had before, else, when
 * only one of each is left, to that.
 */
export function seedWorkers(
  records: readonly StoredRecord[],
  live: readonly LiveServer[],
  folders: readonly WorkerFolder[],
  failed: readonly FailedAdd[],
  logged: readonly LoggedAdd[],
  events: readonly LinkEvent[],
): readonly WorkerSeed[] {
  const rows: Row[] = [
    ...records.map(record => ({
      record,
      live: live.find(l => l.hostname === record.value.hostname) ?? null,
      typed: null,
    })),
    ...live
      .filter(l => !records.some(r => r.value.hostname === l.hostname))
      .map(l => ({record: null, live: l, typed: null})),
  ]
  const taken: Taken = new Map()
  for (const join of [byName, byAddress, byFormerIdentity]) {
    for (const folder of folders) {
      const found = taken.has(folder) ? null : join(folder, rows, taken)
      if (found) taken.set(folder, {row: found, by: join === byFormerIdentity ? 'former-identity' : 'same-identity'})
    }
  }
  const leftRows = free(rows, taken)
  const leftFolders = folders.filter(f => !taken.has(f))
  const [row] = leftRows
  const [folder] = leftFolders
  if (row && folder && leftRows.length === 1 && leftFolders.length === 1 && !isTypedElsewhere(folder, row, logged)) {
    taken.set(folder, {row, by: 'only-pair'})
  }
  const joined = rows.flatMap((r): readonly WorkerSeed[] => {
    const own = [...taken].filter(([, t]) => t.row === r)
    if (own.length === 0) return [{...r, folder: null, joinedBy: null}]
    return own.map(([f, t]) => ({...r, folder: f, joinedBy: t.by}))
  })
  const alone = folders
    .filter(f => !taken.has(f))
    .map(f => ({record: null, live: null, folder: f, joinedBy: null, typed: null}))
  const known = [...joined, ...alone]
  return [
    ...known,
    ...inVain(
      known,
      [...failed.flatMap(f => ownerName(f) ?? []), ...triedIn(logged, failed), ...rejectedIn(events)],
      failed,
    ),
  ]
}

type Row = Omit<WorkerSeed, 'folder' | 'joinedBy'>
type Taken = Map<WorkerFolder, {row: Row; by: Worker['joinedBy']}>

/** Several folders may have one name: then they share its record. */
function byName(folder: WorkerFolder, rows: readonly Row[]): Row | null {
  const names = [folder.reported.hostname?.value, folder.next.hostname?.value]
  return rows.find(r => names.includes(nameOf(r))) ?? null
}

function byAddress(folder: WorkerFolder, rows: readonly Row[], taken: Taken): Row | null {
  const addresses = [folder.reported.ip?.value, folder.next.ip?.value]
  const [row, ...more] = free(rows, taken).filter(r => addresses.includes(addressOf(r) ?? undefined))
  return more.length === 0 ? (row ?? null) : null
}

function byFormerIdentity(folder: WorkerFolder, rows: readonly Row[], taken: Taken): Row | null {
  const former = formerIdentities(folder.course)
  const left = free(rows, taken)
  return left.find(r => former.includes(nameOf(r))) ?? left.find(r => former.includes(addressOf(r) ?? '')) ?? null
}

function free(rows: readonly Row[], taken: Taken): readonly Row[] {
  return rows.filter(row => ![...taken.values()].some(t => t.row === row))
}

/** The log names the worker that answered for a record, and it is not this one. */
function isTypedElsewhere(folder: WorkerFolder, row: Row, logged: readonly LoggedAdd[]): boolean {
  const name = folder.reported.hostname?.value
  return logged.some(l => l.answered?.hostname === name && name !== nameOf(row))
}

function nameOf(row: Row): string {
  return row.record?.value.hostname ?? row.live?.hostname ?? ''
}

function addressOf(row: Row): string | null {
  const stored: StoredServer | null = row.record?.value ?? null
  return stored?.ip ?? row.live?.ip ?? null
}

/** Stands for a server of which a refusal tells, and nothing else does. */
export const nameless = 'the server to be added'

function inVain(
  seeds: readonly WorkerSeed[],
  names: readonly string[],
  failed: readonly FailedAdd[],
): readonly WorkerSeed[] {
  const unknown = [...new Set(names)].filter(name => !seeds.some(s => answersTo(s, name)))
  const lost = seeds.length + unknown.length === 0 && failed.length > 0 ? [nameless] : []
  return [...unknown, ...lost].map(typed => ({record: null, live: null, folder: null, joinedBy: null, typed}))
}

/** A try whose refusal is at hand is told by that. */
function triedIn(logged: readonly LoggedAdd[], failed: readonly FailedAdd[]): readonly string[] {
  const hosts = unansweredAdds(logged).map(l => l.typed.host)
  return hosts.filter(host => !failed.some(f => f.typed?.host === host))
}

/** A refused worker has no row any more. */
function rejectedIn(events: readonly LinkEvent[]): readonly string[] {
  const names = new Set(events.filter(e => e.lastRun && e.kind === 'rejected').map(e => e.worker))
  return [...names].filter(name => {
    const last = events.findLast(e => e.worker === name && ['taken', 'rejected', 'connected'].includes(e.kind))
    return last?.kind === 'rejected'
  })
}

/** The worker a refusal is about: the one that answered, else the name that was typed. */
export function ownerName({problem, typed}: FailedAdd): string | null {
  return problem.kind === 'already-there' ? problem.hostname : (typed?.host ?? null)
}

function answersTo(seed: WorkerSeed, name: string): boolean {
  const names = [
    seed.record?.value.hostname,
    seed.live?.hostname,
    seed.folder?.reported.hostname?.value,
    seed.folder?.next.hostname?.value,
    seed.record?.value.ip,
    seed.folder?.reported.ip?.value,
    seed.typed,
  ]
  return names.includes(name)
}
