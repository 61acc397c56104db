import {readValue} from '../../../case/read.ts'
import type {Worker} from '../../../facts/cronicle/types.ts'
import {ownAddress, ownHostname} from '../../../formats/cronicle/own-identity.ts'
import {type Planned, unfit} from '../../planning/context.ts'
import type {ListedServer} from '../../primary-calls.ts'
import {sealPlan} from '../../seal-plan.ts'
import {knownName, loweredName, placeOfName} from '../name-to-give.ts'
import {adminCalls} from './admin-calls.ts'
import {type CronicleContext, lookAgain, offering, repairWith, workersOf} from './context.ts'
import {type ConfigEdit, editConfig} from './edit-config.ts'
import {oldRow, planRejoins, type Rejoin} from './plan-rejoins.ts'

const strategy = 'worker-identity'

/** What a worker is to report, and the edit that makes it. */
export interface NamedWorker extends ConfigEdit {
  readonly worker: Worker
  readonly name: string
  /** What it will report; null when not all of it is known. */
  readonly reports: ListedServer | null
  /** Its record will differ from what it reports: nothing but adding it again changes that. */
  readonly isNew: boolean
}

/** Writes into each ailing worker's config.json the name under which the primary reaches it. */
export function planWorkerIdentity(context: CronicleContext): Planned {
  const offers = offering(context, strategy)
  // A primary that dials itself ends at every start until the record is out: that plan names the worker as well.
  const findings = offers.filter(
    f => f.check !== 'reported-address-is-primary' || !f.repairs.includes('server-records'),
  )
  const workers = workersOf(context, findings)
  if (workers.length === 0) {
    const why = offers.length > 0 ? 'its record has to go first, by server-records' : 'no finding asks for it'
    return unfit(strategy, why)
  }
  const named = nameWorkers(context, workers)
  if ('why' in named) return unfit(strategy, named.why, named.byHand)
  const calls = planRejoins(context, rejoinsOf(context, named))
  return {
    ok: true,
    plan: sealPlan({
      strategy,
      title: `Let ${named.map(n => n.worker.label).join(' and ')} report the name that the primary reaches`,
      risk: 'disruptive',
      findings: findings.map(f => f.fingerprint),
      stores: [],
      inputs: named.map(n => n.input),
      steps: [...named.map(n => n.step), ...(calls?.steps ?? [])],
      ...(calls && {primary: calls.primary}),
      kept: [
        'Every other setting, byte for byte. Jobs, history and the storage of the primary.',
        ...reasons(context, named),
      ],
      lost: [],
      refusals: [],
      next: calls ? [...restartOthers(named), lookAgain(context)] : nextSteps(context, named),
    }),
  }
}

/** Every worker named and its config.json edited, or why not. */
export function nameWorkers(
  context: CronicleContext,
  workers: readonly Worker[],
): readonly NamedWorker[] | {readonly why: string; readonly byHand: readonly string[]} {
  const {names} = context.wishes
  const named: NamedWorker[] = []
  for (const [i, worker] of workers.entries()) {
    const {label} = worker
    const given = names.length === workers.length ? names[i]?.toLowerCase() : undefined
    const name = given ?? onlyName(context, worker) ?? knownName(worker, context.facts)
    const byHand = [
      `In conf/config.json of ${label}: "hostname": "${name ?? placeOfName}", "ip": "${name ?? placeOfName}"`,
    ]
    if (name === null) {
      const order = workers.length > 1 ? `, once for each of ${workers.map(w => w.label).join(', ')} in this order` : ''
      return {why: `which name of its own ${label} has at the balancer is not known: --name NAME${order}`, byHand}
    }
    if (named.some(n => n.name === name)) {
      return {why: `two workers would report ${name}: each needs a name of its own (--name, in their order)`, byHand}
    }
    const members = membersFor(context, worker, name)
    const edit = editConfig(context, worker.server, label, members)
    if ('why' in edit) return {why: edit.why, byHand}
    const hidden = outranked(worker, edit, name)
    if (hidden !== null) return {why: `${hidden} of ${label} outranks its config.json: set it to ${name} there`, byHand}
    named.push({...edit, worker, name, reports: reportsOf(worker, members), isNew: !isStored(worker, members)})
  }
  return named
}

const aboutTheNameAlone = ['server-hostname-not-pinned', 'hostname-not-lowercase']

/** A worker whose name merely is not fixed, or has capitals, keeps the one it is stored under; its address is right. */
function onlyName(context: CronicleContext, worker: Worker): string | null {
  const asks = offering(context, strategy).filter(f => f.subject === worker.label)
  const merelyName = asks.length > 0 && asks.every(f => aboutTheNameAlone.includes(f.check))
  return merelyName ? ((worker.record?.value.hostname ?? worker.next.hostname?.value)?.toLowerCase() ?? null) : null
}

const isAddress = (name: string): boolean => /^[\d.]+$|:/.test(name)

function membersFor(context: CronicleContext, worker: Worker, name: string): Record<string, string> {
  if (onlyName(context, worker) === name) return {hostname: name}
  return isAddress(name) ? {ip: name} : {hostname: name, ip: name}
}

function reportsOf({next}: Worker, {hostname, ip}: Record<string, string>): ListedServer | null {
  const own = {hostname: hostname ?? next.hostname?.value, ip: ip ?? next.ip?.value}
  return own.hostname === undefined || own.ip === undefined ? null : {hostname: own.hostname, ip: own.ip}
}

const isStored = ({record}: Worker, {hostname, ip}: Record<string, string>): boolean =>
  record !== null &&
  (hostname === undefined || record.value.hostname === hostname) &&
  (ip === undefined || record.value.ip === ip)

/** What the environment sets stands above the file (pixl-server, applyConfigOverrides). */
function outranked({server}: Worker, {after}: ConfigEdit, name: string): string | null {
  const sources = {
    config: after,
    environment: server && readValue(server.environment),
    osHostname: null,
    interfaces: null,
  }
  const wrong = [ownHostname(sources), ownAddress(sources)].find(
    own =>
      own !== null && own.value !== name && own.from.kind === 'environment' && own.from.name.startsWith('CRONICLE_'),
  )
  return wrong && wrong.from.kind === 'environment' ? wrong.from.name : null
}

function reasons({facts}: CronicleContext, named: readonly NamedWorker[]): readonly string[] {
  const byName = facts.primary.settings.useHostnames?.value ?? false
  const several = named.length > 1 || named.some(n => n.worker.sharesAddressWith.length > 0)
  return [
    byName
      ? 'The primary dials hostnames (server_comm_use_hostnames): "hostname" decides here, "ip" serves should that be switched off.'
      : '"ip" alone would be enough here: it is what the primary dials. "hostname" makes the row and the logs show the same name.',
    "A name, because it outlives a change of the balancer's address; in small letters, because a server with capitals cannot be removed again.",
    ...(several
      ? ['A name of its own for each: with the same "ip" the second one is refused ("Server is already in cluster").']
      : []),
  ]
}

/** Those that have to be in the primary's list anew, under what they will report. */
export function rejoinsOf({facts}: CronicleContext, named: readonly NamedWorker[]): readonly Rejoin[] {
  const port = facts.primary.settings.dialPort?.value ?? 3012
  return named
    .filter(n => n.isNew)
    .map(({worker, name, reports}) => ({
      worker,
      at: {host: name, port},
      reports,
      old: oldRow(worker),
      start: restart(worker),
    }))
}

const restart = ({label, container}: Worker): string =>
  container
    ? `docker restart ${container.name}`
    : `Restart ${label} (bin/control.sh restart in its folder): jobs that run on it end`

const restartAlone = (worker: Worker): string => (worker.container ? restart(worker) : `${restart(worker)}.`)

/** Those that no call waits for. */
const restartOthers = (named: readonly NamedWorker[]): readonly string[] =>
  named.filter(n => !n.isNew).map(n => restartAlone(n.worker))

/** What comes after the files: restart, see that it answers, remove the old row and add the worker again. */
export function nextSteps(context: CronicleContext, named: readonly NamedWorker[]): readonly string[] {
  const {facts} = context
  const port = facts.primary.settings.dialPort?.value ?? 3012
  const again = named.filter(n => n.isNew)
  const removable = again.filter(n => loweredName(n.worker) === null)
  return [
    ...named.map(({worker}) => restartAlone(worker)),
    ...(again.length > 0 ? ['On the host of the primary, see that each answers under its name:'] : []),
    ...again.map(({name}) => `curl -sS -m 5 http://${name}:${port}/api/app/status`),
    ...adminCalls(facts, {
      remove: removable.flatMap(n => n.worker.record?.value.hostname ?? []),
      add: removable.map(n => n.name),
    }),
    ...(removable.length < again.length
      ? [
          'The page and the API cannot remove a name with capitals. Stop the primary, correct its record, and start it again:',
          repairWith(context, 'server-records'),
        ]
      : []),
    lookAgain(context),
  ]
}
