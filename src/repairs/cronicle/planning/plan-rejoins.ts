import type {StoredServer} from '../../../case/cronicle.ts'
import type {StatusAnswer} from '../../../case/cronicle-answers.ts'
import {planQuestions} from '../../../facts/cronicle/plan-questions.ts'
import type {CronicleFacts, Worker} from '../../../facts/cronicle/types.ts'
import type {Plan, PlanStep} from '../../plan.ts'
import {
  type AwaitPrimary,
  type ListedServer,
  type PlannedPrimary,
  type PrimaryCall,
  rowWords,
} from '../../primary-calls.ts'
import type {CronicleContext} from './context.ts'

/** A worker that has to be in the primary's list as it reports itself. */
export interface Rejoin {
  readonly worker: Worker
  /** Where the primary will dial it; the name is what is typed into Add Server. */
  readonly at: {readonly host: string; readonly port: number}
  /** null when not all of it is known. */
  readonly reports: ListedServer | null
  /** Row that has to go first. */
  readonly old: StoredServer | null
  /** What the operator does for it to answer so; null when it does already. */
  readonly start: string | null
}

/** What the operator does for the primary to be the one that is meant. */
export interface PrimaryStart extends Pick<AwaitPrimary, 'unlike'> {
  readonly words: string
}

/**
 * The calls of the primary's API that take workers out of its list and add them again. None without an administrator's
 * key, or where one of them cannot be foreseen: the plan then says what to do by hand.
 */
export function planRejoins(
  context: CronicleContext,
  rejoins: readonly Rejoin[],
  start: PrimaryStart | null = null,
): (Pick<Plan, 'steps'> & {readonly primary: PlannedPrimary}) | null {
  const primary = context.wishes.hasKey ? calledPrimary(context) : null
  const base = primary?.api[0]
  if (primary === null || base === undefined || rejoins.length === 0 || !rejoins.every(canBeCalled)) return null
  const first = start === null ? [] : [awaitPrimary(start, base)]
  return {primary, steps: [...first, ...rejoins.flatMap(rejoin => stepsOf(rejoin, base))]}
}

/** As stored, else as listed. */
export function oldRow({record, live}: Worker): StoredServer | null {
  if (record) return record.value
  return live === null || live === 'absent' ? null : {hostname: live.value.hostname, ip: live.value.ip}
}

/** The process of the primary that was seen: after a restart it is another. */
export function processOf({cluster, primary}: CronicleFacts): AwaitPrimary['unlike'] {
  const own = primary.identity.hostname?.value
  const seen = cluster.answers.map(a => a.value).find(a => a.hostname === own)
  return seen ? startOf(seen) : null
}

const startOf = ({pid, now, uptime}: StatusAnswer): AwaitPrimary['unlike'] =>
  pid === null || now === null || uptime === null ? null : {pid, startedAt: now - uptime}

function calledPrimary({facts, wishes}: CronicleContext): PlannedPrimary {
  const {label, container, folder, addresses, api} = planQuestions(facts).primary
  return {
    label,
    api: wishes.urls.length > 0 ? wishes.urls : api,
    folder,
    container: container && {id: container.id, name: container.name, pid: container.pid},
    addresses,
  }
}

/** remove_server looks for small letters, and finds no row that has others (lib/api/admin.js). */
const canBeCalled = ({reports, old}: Rejoin): boolean =>
  reports !== null && (old === null || old.hostname === old.hostname.toLowerCase())

function awaitPrimary({words, unlike}: PrimaryStart, base: string): PlanStep<AwaitPrimary> {
  return {
    id: 'await-primary',
    title: `${words}; doctor waits until it leads`,
    action: {kind: 'await-primary', unlike},
    diff: `GET ${base}/api/app/status, get_servers\n`,
    undo: 'Nothing is changed by it.',
  }
}

function stepsOf({worker, at, reports, old, start}: Rejoin, base: string): readonly PlanStep<PrimaryCall>[] {
  if (reports === null) return []
  const {hostname} = reports
  const status = `http://${at.host}:${at.port}/api/app/status`
  const answers = `answers as ${hostname} at http://${at.host}:${at.port}`
  const waiting: PlanStep<PrimaryCall> = {
    id: `await-${worker.label}`,
    title: start === null ? `See that ${worker.label} ${answers}` : `${start}; doctor waits until it ${answers}`,
    action: {kind: 'await-worker', worker: reports, at},
    diff: `GET ${status}\n`,
    undo: 'Nothing is changed by it.',
  }
  const removing: readonly PlanStep<PrimaryCall>[] =
    old === null
      ? []
      : [
          {
            id: `remove-${old.hostname}`,
            title: `Take ${rowWords(old)} out of the primary's list`,
            action: {kind: 'remove-server', hostname: old.hostname, ip: old.ip},
            diff: `POST ${base}/api/app/remove_server {"hostname":"${old.hostname}"}\n`,
            undo: 'The primary lists what a worker reports: doctor undo says how to add it once it reports that again.',
          },
        ]
  return [
    waiting,
    ...removing,
    {
      id: `add-${hostname}`,
      title: `Add ${at.host}, and see that ${rowWords(reports)} is online`,
      action: {kind: 'add-server', typed: at.host, worker: reports},
      diff: `POST ${base}/api/app/add_server {"hostname":"${at.host}"}\n`,
      undo: 'It is taken out of the list again; that needs the key as well.',
    },
  ]
}
