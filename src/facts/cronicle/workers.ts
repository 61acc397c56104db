import type {Case} from '../../case/case.ts'
import type {CronicleCase} from '../../case/cronicle.ts'
import type {LiveServer} from '../../case/cronicle-answers.ts'
import {readValue} from '../../case/read.ts'
import {type LoggedAdd, unansweredAdds} from './adds.ts'
import {meansWorker, type StatusSeen} from './answer-owners.ts'
import {clockOf} from './clock.ts'
import type {Course} from './course.ts'
import {identityNow, nobody} from './identity.ts'
import {linkOf} from './link.ts'
import type {LinkEvent} from './link-events.ts'
import {containerOf} from './primary.ts'
import {keyMarkOf, numberIn, settingIn} from './settings.ts'
import {severalIn} from './several-processes.ts'
import type {
  AddressView,
  Dialled,
  FailedAdd,
  Identity,
  Known,
  Primary,
  PrimarySettings,
  Quote,
  Typed,
  Worker,
} from './types.ts'
import {nameless, ownerName, type WorkerSeed} from './worker-seeds.ts'

/** What all workers are worked out from. */
export interface WorkerSources {
  readonly c: Case
  readonly cronicle: CronicleCase
  readonly primary: Primary
  readonly course: Course
  readonly events: readonly LinkEvent[]
  readonly logged: readonly LoggedAdd[]
  readonly failed: readonly FailedAdd[]
  /** Answers of get_servers by a leading primary, latest last; null when there is none. */
  readonly list: {
    readonly source: string
    readonly servers: readonly LiveServer[]
    readonly receivedAt: number | null
  } | null
  /** Answers to `status` that are not the primary's. */
  readonly seen: readonly StatusSeen[]
}

export function deriveWorkers(seeds: readonly WorkerSeed[], sources: WorkerSources): readonly Worker[] {
  const labels: string[] = []
  const workers = seeds.map(seed => {
    const worker = deriveWorker(seed, seeds, sources)
    const taken = labels.includes(worker.label)
    const label = taken ? `${worker.label} (${seed.folder?.server.label ?? labels.length})` : worker.label
    labels.push(label)
    return {...worker, label}
  })
  return workers.map(w => ({
    ...w,
    sharesAddressWith: workers.filter(o => o !== w && sameAddress(w, o)).map(o => o.label),
  }))
}

function deriveWorker(seed: WorkerSeed, seeds: readonly WorkerSeed[], sources: WorkerSources): Worker {
  const {c, cronicle, primary, events, list} = sources
  const {record, folder} = seed
  const server = folder?.server ?? null
  const ownAnswers = answersOf(seed, seeds, sources.seen)
  const named = seeds.length === 1 ? ownAnswers : ownAnswers.filter(a => isOwnAnswer(a, seed))
  const reported = folder ? identityNow(folder.course, named) : reportedWithoutFolder(seed, named, sources)
  const next = folder?.next ?? {hostname: null, ip: null}
  const hostname =
    record?.value.hostname ?? seed.live?.hostname ?? reported.hostname?.value ?? next.hostname?.value ?? null
  const label = hostname ?? seed.typed ?? server?.label ?? 'a worker'
  const live = liveOf(seed, list, record !== null)
  const own = events.filter(e => e.worker === hostname)
  const failedAdds = sources.failed.filter(f => belongs(f, label, reported, seeds.length))
  const keyMark = keyMarkOf(server)
  const config = server && readValue(server.config)
  return {
    label,
    server,
    container: containerOf(c.containers, server, reported.hostname?.value ?? null),
    joinedBy: seed.joinedBy,
    typed: typedNames(label, reported, failedAdds, sources),
    reported,
    next,
    record,
    live,
    dialled: dialledAt(record?.value ?? seed.live, primary.settings, record?.at.file ?? list?.source ?? ''),
    link: linkOf(own, live, sources.course.to, list?.receivedAt ?? null),
    failedAdds,
    unanswered: unansweredOf(label, reported, failedAdds, sources.logged),
    views: viewsOf(cronicle, primary, [label, hostname, server?.label ?? null, seed.typed]),
    several: severalIn(ownAnswers),
    sharesAddressWith: [],
    key: compareKeys(primary.settings.keyMark, keyMark),
    clock: clockOf(own, ownAnswers, primary, cronicle),
    authWindow: config
      ? (numberIn(settingIn(server, 'remote_server_auth_window')) ?? {
          value: 60,
          quote: {source: config.file, value: 'remote_server_auth_window is 60 by default'},
        })
      : null,
  }
}

function liveOf(seed: WorkerSeed, list: WorkerSources['list'], stored: boolean): Worker['live'] {
  if (list === null) return null
  const {live} = seed
  if (live === null) return stored ? 'absent' : null
  const words = [`ip ${live.ip ?? 'none'}`, `uptime ${live.uptime}`, live.disabled ? 'disabled' : 'not disabled']
  return {value: live, quote: {source: list.source, value: `${live.hostname}: ${words.join(', ')}`}}
}

/** Answers that name it, that were asked of it, or that can only be its own. */
function answersOf(seed: WorkerSeed, seeds: readonly WorkerSeed[], seen: readonly StatusSeen[]): readonly StatusSeen[] {
  const names = namesOf(seed)
  const labels = [seed.folder?.server.label, seed.typed, ...names]
  const ofSeries = new Set(
    seen
      .filter(s => names.includes(s.value.hostname) || (s.asked !== null && labels.includes(s.asked)))
      .map(s => s.series),
  )
  if (seeds.length === 1) for (const s of seen) if (s.way === 'balancer' || meansWorker(s.asked)) ofSeries.add(s.series)
  return seen.filter(s => ofSeries.has(s.series))
}

/** By its name; of a server that is known by a typed name alone, whatever answers under that name. */
function isOwnAnswer(answer: StatusSeen, seed: WorkerSeed): boolean {
  const names = namesOf(seed).filter(n => n !== undefined)
  return names.length === 0 ? answer.asked === seed.typed : names.includes(answer.value.hostname)
}

function namesOf({record, live, folder}: WorkerSeed): readonly (string | undefined)[] {
  const {reported, next} = folder ?? {}
  return [record?.value.hostname, live?.hostname, reported?.hostname?.value, next?.hostname?.value]
}

/** What it said when it was added is what the record holds, unless it has answered since. */
function reportedWithoutFolder(
  seed: WorkerSeed,
  answers: readonly StatusSeen[],
  {logged, failed}: WorkerSources,
): Identity {
  if (answers.length > 0) return identityNow({hits: [], lastRun: 0, to: null}, answers)
  const name = seed.record?.value.hostname ?? seed.live?.hostname
  const answered = logged.findLast(l => l.answered !== null && l.answered.hostname === name)?.answered
  if (answered) return identityFrom(answered.hostname, answered.ip, answered.quote)
  // A refusal because of a taken address quotes what the worker answered.
  for (const {problem, quote} of failed) {
    if (problem.kind === 'already-there' && problem.hostname === seed.typed) {
      return identityFrom(problem.hostname, problem.ip, quote)
    }
  }
  return nobody
}

function identityFrom(hostname: string, ip: string | null, quote: Quote): Identity {
  return {hostname: {value: hostname, quote}, ip: ip === null ? null : {value: ip, quote}}
}

/** The last try under a name of this worker, when nothing says what became of it. */
function unansweredOf(
  label: string,
  reported: Identity,
  failedAdds: readonly FailedAdd[],
  logged: readonly LoggedAdd[],
): Worker['unanswered'] {
  if (failedAdds.length > 0) return null
  const names = [label, reported.hostname?.value, reported.ip?.value]
  const open = unansweredAdds(logged).find(l => names.includes(l.typed.host))
  return open ? {value: open.typed, quote: open.quote} : null
}

function typedNames(
  label: string,
  reported: Identity,
  failedAdds: readonly FailedAdd[],
  {logged, cronicle}: WorkerSources,
): readonly Known<Typed>[] {
  const found: Known<Typed>[] = []
  const add = (value: Typed, quote: Known<Typed>['quote']) => {
    if (!found.some(f => f.value.host === value.host)) found.push({value, quote})
  }
  for (const l of logged) {
    if (l.answered !== null && [label, reported.hostname?.value].includes(l.answered.hostname)) add(l.typed, l.quote)
  }
  for (const f of failedAdds) if (f.typed) add(f.typed, f.quote)
  for (const l of unansweredAdds(logged)) if (l.typed.host === label) add(l.typed, l.quote)
  const told = cronicle.typedNames
  for (const host of told) {
    if (told.length === 1 || host === reported.hostname?.value || host === label) {
      add({host, port: null}, {source: 'command line', value: `--name ${host}`})
    }
  }
  return found
}

function belongs(failed: FailedAdd, label: string, reported: Identity, workers: number): boolean {
  const owner = ownerName(failed)
  if (owner === null) return workers === 1 || label === nameless
  return [label, reported.hostname?.value, reported.ip?.value].includes(owner)
}

function dialledAt(
  stored: {readonly hostname: string; readonly ip: string | null} | null,
  {useHostnames, dialPort}: PrimarySettings,
  source: string,
): Known<Dialled> | null {
  if (stored === null || useHostnames === null || dialPort === null) return null
  const by = useHostnames.value || stored.ip === null ? 'hostname' : 'ip'
  const host = by === 'hostname' ? stored.hostname : (stored.ip ?? stored.hostname)
  const port = dialPort.value
  const value = {host, port, url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`, by} as const
  return {value, quote: {source, value: `hostname ${stored.hostname}, ip ${stored.ip ?? 'none'}`}}
}

function viewsOf(c: CronicleCase, primary: Primary, names: readonly (string | null)[]): readonly AddressView[] {
  return c.probes.flatMap(probe => {
    const {vantage} = probe
    const fromPrimary =
      (vantage.at === 'host' && vantage.as !== null && vantage.as === primary.label) ||
      (vantage.at === 'container' && vantage.name === primary.container?.name)
    return probe.reasons.filter(r => names.includes(r.worker)).map(r => ({as: r.as, probe, fromPrimary}))
  })
}

function compareKeys(primary: Known<string> | null, worker: Known<string> | null): Worker['key'] {
  if (primary === null || worker === null) return {state: 'unknown', quotes: []}
  return {state: primary.value === worker.value ? 'same' : 'differs', quotes: [primary.quote, worker.quote]}
}

/** Add Server refuses a second worker with a hostname or an address that is there already (lib/api/admin.js). */
function sameAddress(a: Worker, b: Worker): boolean {
  const ip = (w: Worker) => w.reported.ip?.value ?? w.next.ip?.value ?? w.record?.value.ip ?? null
  const name = (w: Worker) => w.reported.hostname?.value ?? w.next.hostname?.value ?? w.record?.value.hostname ?? null
  return (ip(a) !== null && ip(a) === ip(b)) || (name(a) !== null && name(a) === name(b))
}
