import {existsSync} from 'node:fs'
import {ToolError} from '../errors.ts'
import type {Plan} from '../repairs/plan.ts'
import {isEnded} from '../surgery/ledger-records.ts'
import {type RunResult, refusedRun} from '../surgery/run-plan.ts'
import {findInTheWay} from '../surgery/settle-unfinished.ts'
import {withLedger} from '../surgery/with-ledger.ts'
import {refused} from './refused.ts'
import {stateDirOf} from './state-flags.ts'

type Flags = Parameters<typeof stateDirOf>[0]

/**
 * The end of a run that another one, cut off, stands in the way of: told before anything else is, as nothing else
 * matters then. Null when nothing waits, or when that cannot be found out now: the run itself says why.
 */
export async function findWaiting(plan: Plan, flags: Flags): Promise<RunResult | null> {
  const stateDir = stateDirOf(flags)
  if (!existsSync(stateDir)) return null
  const read = await withLedger(stateDir, ledger => findInTheWay(ledger, plan)).catch(() => null)
  if (!read?.ok || read.value === null) return null
  const {next, ...refusal} = read.value
  return refusedRun([{...refusal, next: next.map(step => step + sameState(flags))}])
}

/** What is found now may be what a repair that waits has left: that is finished first. */
export async function unfinishedFirst(flags: Flags): Promise<readonly string[]> {
  const stateDir = stateDirOf(flags)
  if (!existsSync(stateDir)) return []
  const read = await withLedger(stateDir, ledger => ledger.list())
  const run = read.ok ? read.value.find(({state, plan}) => !isEnded(state) && plan.primary !== undefined) : undefined
  if (!run) return []
  return [
    `Finish the repair that is under way (${run.plan.title}): doctor repair --resume ${run.id}${sameState(flags)}`,
  ]
}

/** The plan of the newest run that was cut off, or of the one that is named. */
export async function unfinishedPlan(flags: Flags, named: string | undefined): Promise<Plan> {
  const read = await withLedger(stateDirOf(flags), ledger => ledger.list())
  if (!read.ok) throw refused(read.refusals)
  const runs = read.value.filter(run => !isEnded(run.state) && run.state !== 'undoing')
  const run = runs.find(({id}) => named === undefined || id.startsWith(named))
  if (run) return run.plan
  throw new ToolError('REPAIR_REFUSED', `there is no unfinished repair${named ? ` ${named}` : ''}`, {
    next: ['List the runs: doctor history'],
  })
}

const sameState = ({'state-dir': dir}: Flags): string => (dir === undefined ? '' : ` --state-dir=${dir}`)
