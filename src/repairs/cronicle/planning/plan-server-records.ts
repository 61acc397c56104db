import {readValue} from '../../../case/read.ts'
import type {Worker} from '../../../facts/cronicle/types.ts'
import type {Finding} from '../../../report/types.ts'
import {type Planned, unfit} from '../../planning/context.ts'
import {sealPlan} from '../../seal-plan.ts'
import {adminCalls} from './admin-calls.ts'
import {type CronicleContext, lookAgain, notHere, offering, workersOf} from './context.ts'
import {editStoredList, type ListChange, type StoredEdit} from './edit-stored-list.ts'
import {oldRow, planRejoins} from './plan-rejoins.ts'
import {nameWorkers, nextSteps, rejoinsOf} from './plan-worker-identity.ts'
import {renameOwn} from './rename-own.ts'

const strategy = 'server-records'

/** Takes records out of the stored lists, or corrects them, while the primary is stopped. */
export function planServerRecords(context: CronicleContext): Planned {
  const {facts, states} = context
  const {primary} = facts
  const findings = offering(context, strategy)
  if (findings.length === 0) return unfit(strategy, 'no finding asks for it')
  const workers = workersOf(context, findings)
  const away = notHere(context, primary.server, primary.label)
  if (away !== null) return unfit(strategy, away)
  const folder = primary.server?.folder ?? ''
  const state = states.get(folder)
  if (state === undefined || state.dataDir === null)
    return unfit(strategy, `the records of ${primary.label} are not files here`)
  if (state.running.length > 0 && findings.every(f => f.check === 'server-record-stale')) {
    const calls = planCalls(context, findings, workers)
    if (calls !== null) return calls
    return unfit(strategy, `the primary runs, and mends its list itself: ${state.running[0]}`, [
      ...adminCalls(facts, {remove: workers.map(nameOf), add: workers.flatMap(w => w.reported.hostname?.value ?? [])}),
      'Or stop the primary, and run this again: the record is then corrected in its files.',
    ])
  }
  const changes = [...workers.flatMap(w => changesOf(w, findings)), ...renameOwn(context, findings)]
  const edited = editLists(context, changes)
  if ('why' in edited) return unfit(strategy, edited.why)
  const looping = workersOf(
    context,
    findings.filter(f => f.check === 'reported-address-is-primary'),
  )
  const renamed = looping.length === 0 ? {why: ''} : nameWorkers(context, looping)
  const named = 'why' in renamed ? [] : renamed
  const rejoins = named.map(n => ({...n, isNew: true, worker: {...n.worker, record: null, live: null}}))
  const start = `Start the primary (bin/control.sh start in ${folder})`
  const startWords = primary.container ? `docker start ${primary.container.name}` : start
  const calls = planRejoins(context, rejoinsOf(context, rejoins), {words: startWords, unlike: null})
  return {
    ok: true,
    plan: sealPlan({
      strategy,
      title: `Correct the stored server records of ${primary.label}`,
      risk: 'disruptive',
      findings: findings.map(f => f.fingerprint),
      stores: [],
      inputs: [...edited.inputs, ...named.map(n => n.input)],
      steps: [...edited.steps, ...named.map(n => n.step), ...(calls?.steps ?? [])],
      ...(calls && {primary: calls.primary}),
      stopped: [
        {
          folder,
          dataDir: state.dataDir,
          port: primary.settings.httpPort ?? 3012,
          hostnames: (readValue(primary.records)?.items ?? []).map(i => i.value.hostname),
        },
      ],
      kept: ['Every other record, byte for byte. Jobs, schedule and history.'],
      lost: [],
      refusals: [
        ...state.running.map(why => `${why}: stop the primary first, and whatever starts it again`),
        ...state.openTransactions.map(
          file =>
            `${file}: a change that was cut off is taken back at the next start, and this repair with it: start and stop the primary once, or move that file away`,
        ),
      ],
      next: calls
        ? [lookAgain(context)]
        : [
            primary.container ? startWords : `${start}; it leads after 60 s at most.`,
            ...(named.length > 0 ? nextSteps(context, rejoins) : afterwards(context, looping)),
          ],
    }),
  }
}

/** A primary that runs corrects its list itself; null where that is left to the operator. */
function planCalls(context: CronicleContext, findings: readonly Finding[], workers: readonly Worker[]): Planned | null {
  const port = context.facts.primary.settings.dialPort?.value ?? 3012
  const calls = planRejoins(
    context,
    workers.map(worker => {
      const [hostname, ip] = [worker.reported.hostname?.value, worker.reported.ip?.value]
      const reports = hostname === undefined || ip === undefined ? null : {hostname, ip}
      const host = worker.typed[0]?.value.host ?? ip ?? ''
      return {worker, at: {host, port}, reports, old: oldRow(worker), start: null}
    }),
  )
  return (
    calls && {
      ok: true,
      plan: sealPlan({
        strategy,
        title: `Have ${context.facts.primary.label} list ${workers.map(nameOf).join(' and ')} as it reports itself`,
        risk: 'disruptive',
        findings: findings.map(f => f.fingerprint),
        stores: [],
        inputs: [],
        ...calls,
        kept: [
          'Every other row of the list. Jobs, schedule and history; the primary runs on.',
          // api_remove_server (lib/api/admin.js): "Still has running jobs".
          'Jobs that run: the primary refuses to take out a worker while it has one there.',
        ],
        lost: [],
        refusals: [],
        next: [lookAgain(context)],
      }),
    }
  )
}

const nameOf = (worker: Worker): string => worker.record?.value.hostname ?? worker.label

/** What becomes of a worker's record, by what is wrong with it. */
function changesOf(worker: Worker, findings: readonly Finding[]): readonly ListChange[] {
  const {record, reported, label} = worker
  if (record === null) return []
  const list = 'servers' as const
  const has = (check: string) => findings.some(f => f.check === check && f.subject === label)
  if (has('reported-address-is-primary')) return [{list, at: record.at, edit: null}]
  const hostname = has('server-record-stale')
    ? (reported.hostname?.value ?? record.value.hostname)
    : record.value.hostname
  const ip = has('server-record-stale') ? reported.ip?.value : undefined
  const edit = {hostname: has('hostname-not-lowercase') ? hostname.toLowerCase() : hostname, ...(ip ? {ip} : {})}
  return [{list, at: record.at, edit}]
}

/** Both lists edited, or why one of them cannot be. */
function editLists(context: CronicleContext, changes: readonly ListChange[]): StoredEdit | {readonly why: string} {
  const {records, groups} = context.facts.primary
  if (changes.length === 0) return {why: 'no stored record is known to be wrong'}
  const names = (readValue(records)?.items ?? []).map(i => i.value.hostname)
  const taken = changes.find(c => c.list === 'servers' && c.edit?.hostname !== undefined && isTaken(c, names, context))
  if (taken) return {why: `another record is stored as ${taken.edit?.hostname} already`}
  const steps: StoredEdit['steps'][number][] = []
  const inputs: StoredEdit['inputs'][number][] = []
  for (const list of ['servers', 'server_groups'] as const) {
    const own = changes.filter(c => c.list === list)
    if (own.length === 0) continue
    const stored = list === 'servers' ? readValue(records) : readValue(groups)
    if (stored === null) return {why: `global/${list} was not read`}
    const edited = editStoredList(context, list, stored, own)
    if ('why' in edited) return edited
    steps.push(...edited.steps)
    inputs.push(...edited.inputs)
  }
  return steps.length === 0 ? {why: 'the records say so already'} : {steps, inputs}
}

function isTaken({at, edit}: ListChange, names: readonly string[], {facts}: CronicleContext): boolean {
  const items = readValue(facts.primary.records)?.items ?? []
  const own = items.find(i => i.at.page === at.page && i.at.index === at.index)?.value.hostname
  return edit?.hostname !== own && names.includes(String(edit?.hostname))
}

function afterwards(context: CronicleContext, looping: readonly Worker[]): readonly string[] {
  const still = looping.map(
    w =>
      `Before ${nameOf(w)} is added again, let it report a name of its own at the balancer ("hostname" and "ip" in its conf/config.json), and restart it.`,
  )
  return [...still, lookAgain(context)]
}
