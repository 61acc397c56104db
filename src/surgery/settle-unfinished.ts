import type {Plan} from '../repairs/plan.ts'
import {partsOf} from '../repairs/plan-steps.ts'
import {compareHash} from './create-backup.ts'
import type {Disk} from './disk.ts'
import type {Ledger} from './ledger.ts'
import {isEnded, type RunRecord} from './ledger-records.ts'
import {type Attempt, done, type Refusal, refuse} from './refusal.ts'
import {createRunLog} from './run-log.ts'
import {readStepState} from './step-state.ts'
import {takeBack} from './take-back.ts'

/**
 * Looks for runs that were cut off. One of the same plan is returned, to be finished; one that had changed nothing is
 * closed; another one that touches the same files has to be taken back first.
 */
export async function settleUnfinished(
  {disk, ledger, now}: {disk: Disk; ledger: Ledger; now: () => Date},
  plan: Plan,
): Promise<Attempt<RunRecord | null>> {
  let resumed: RunRecord | null = null
  for (const run of await ledger.list()) {
    if (isEnded(run.state)) continue
    const log = createRunLog(ledger, run, now)
    if (changedNothing(run)) {
      const context = {disk, save: log.saveStep, archive: null, force: false, beforeCommit: () => done(undefined)}
      for (const record of run.steps.toReversed()) {
        const cleared = await takeBack(context, record)
        if (!cleared.ok) return cleared
      }
      await log.change({state: run.state === 'undoing' ? 'undone' : 'rolled-back', reason: cutOff(run.id)})
    } else if (isSame(run, plan) && resumed === null) {
      const wrong = run.backup === null ? null : checkArchive(run.backup)
      if (wrong !== null)
        return refuse('backup-damaged', run.id, `the backup of the unfinished run ${run.id}: ${wrong}`)
      resumed = run
    } else if (isInTheWay(run, plan)) return {ok: false, refusals: [unfinished(run)]}
  }
  return done(resumed)
}

/** The run that was cut off and has to be ended before this plan can be run; null when there is none. Changes nothing. */
export async function findInTheWay(ledger: Ledger, plan: Plan): Promise<Refusal | null> {
  const open = (await ledger.list()).filter(run => !isEnded(run.state) && !changedNothing(run))
  const others = open.filter(run => run !== open.find(same => isSame(same, plan)))
  const run = others.find(other => isInTheWay(other, plan))
  return run ? unfinished(run) : null
}

function unfinished({id, plan, state}: RunRecord): Refusal {
  const undo = `doctor undo ${id}`
  return {
    code: 'run-unfinished',
    subject: id,
    message: `run ${id} on the same files or the same primary is not finished: ${plan.title}`,
    next:
      state === 'undoing'
        ? [`Take it back: ${undo}`]
        : [`Finish it: doctor repair --resume ${id}`, `Or take it back: ${undo}`],
  }
}

/** Every file is as it was, and nothing else was begun. */
const changedNothing = ({containers = [], calls = [], steps}: RunRecord): boolean =>
  containers.length + calls.length === 0 && steps.every(record => readStepState(record) === 'old')

const isSame = (run: RunRecord, plan: Plan): boolean => run.plan.id === plan.id && run.state !== 'undoing'

const isInTheWay = (run: RunRecord, plan: Plan): boolean => sharesPaths(run.plan, plan) || sharesPrimary(run.plan, plan)

/** What is wrong with the archive of a run, or null. */
export function checkArchive({archive, sha256}: {archive: string; sha256: string}): string | null {
  try {
    return compareHash(archive, sha256)
  } catch (error) {
    return (error as Error).message
  }
}

const cutOff = (id: string) =>
  refuse('interrupted', id, 'the run was cut off when nothing was changed, or nothing any more').refusals

const sharesPrimary = (a: Plan, b: Plan): boolean => a.primary?.api.some(base => b.primary?.api.includes(base)) ?? false

function sharesPaths(a: Plan, b: Plan): boolean {
  const places = (plan: Plan) => [
    ...plan.stores.map(({dataDir}) => dataDir),
    ...partsOf(plan).files.map(({action}) => action.path),
  ]
  const others = places(b)
  const within = (inner: string, outer: string) => inner === outer || inner.startsWith(`${outer}/`)
  return places(a).some(one => others.some(other => within(one, other) || within(other, one)))
}
