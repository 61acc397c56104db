import type {Plan} from '../repairs/plan.ts'
import {partsOf} from '../repairs/plan-steps.ts'
import {compareHash} from './create-backup.ts'
import type {Disk} from './disk.ts'
import type {Ledger} from './ledger.ts'
import {isEnded, type RunRecord} from './ledger-records.ts'
import {type Attempt, done, refuse} from './refusal.ts'
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
    const touchesOthers = (run.containers ?? []).length + (run.calls ?? []).length > 0
    if (!touchesOthers && run.steps.every(record => readStepState(record) === 'old')) {
      const context = {disk, save: log.saveStep, archive: null, force: false, beforeCommit: () => done(undefined)}
      for (const record of run.steps.toReversed()) {
        const cleared = await takeBack(context, record)
        if (!cleared.ok) return cleared
      }
      await log.change({state: run.state === 'undoing' ? 'undone' : 'rolled-back', reason: cutOff(run.id)})
    } else if (run.plan.id === plan.id && run.state !== 'undoing' && resumed === null) {
      const wrong = run.backup === null ? null : checkArchive(run.backup)
      if (wrong !== null)
        return refuse('backup-damaged', run.id, `the backup of the unfinished run ${run.id}: ${wrong}`)
      resumed = run
    } else if (sharesPaths(run.plan, plan) || sharesPrimary(run.plan, plan)) {
      return refuse(
        'run-unfinished',
        run.id,
        `run ${run.id} on the same files or the same primary was cut off and is not finished`,
        [
          `Take it back: doctor undo ${run.id}`,
          ...(run.state === 'undoing' ? [] : [`Or finish it: doctor repair --resume ${run.id}`]),
        ],
      )
    }
  }
  return done(resumed)
}

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
