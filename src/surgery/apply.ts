import {partsOf} from '../repairs/plan-steps.ts'
import {changesList, checkPrimary, filesAreDone, runCall, staysOpen} from './apply-calls.ts'
import {countKept, hasStarted, runStart} from './apply-containers.ts'
import {backUp, checkBeforehand, filesLeft, hasBackup, runFileStep, storesLeft} from './apply-files.ts'
import type {ApplyOutcome, ApplyRequest} from './apply-request.ts'
import {checkPaths} from './check-paths.ts'
import {checkStopped} from './check-stopped.ts'
import type {Patience} from './containers/await-leader.ts'
import {checkContainers} from './containers/check-containers.ts'
import {stopContainer} from './containers/do-container-step.ts'
import type {EngineControl} from './containers/engine-control.ts'
import {verifyCluster} from './containers/verify-cluster.ts'
import type {RunRecord} from './ledger-records.ts'
import type {PrimaryApi} from './primary/primary-api.ts'
import {type Attempt, done, isSystemError, type Refusal, refusalOf, refuse} from './refusal.ts'
import {createRunLog, newRun, type RunLog} from './run-log.ts'
import {settleUnfinished} from './settle-unfinished.ts'
import {lockStores, type StoreLocks} from './store-locks.ts'
import {takeBackRun} from './take-back-run.ts'

const usualPatience = {wait: 30_000, timeout: 3000}

/** One run under way: what has to be let go or taken back when it ends. */
interface Running {
  readonly request: ApplyRequest
  readonly control: EngineControl | null
  readonly resumed: RunRecord | null
  readonly log: RunLog
  locks: StoreLocks | null
  /** Containers, files or a primary's list have begun to change. */
  begun: boolean
  /** The files are done, and the primary is waited for, or called. */
  calling: boolean
  /** The ledger knows of the run. */
  recorded: boolean
  confirmed: readonly string[]
  warnings: readonly string[]
}

/**
 * Runs a plan: looks at everything first, stops what has the stores open and locks them, backs up, does step after
 * step with each written to the ledger before, starts the servers and sees whether they are as planned; takes back
 * what was done when a step fails. A run of the same plan that was cut off is finished. The caller opens and closes
 * the ledger.
 */
export async function applyPlan(request: ApplyRequest): Promise<ApplyOutcome> {
  const {plan, disk, ledger, now = () => new Date()} = request
  let running: Running | null = null
  try {
    const refused = plan.refusals.flatMap(reason => refuse('plan-refused', plan.id, reason).refusals)
    if (refused.length > 0) return {outcome: 'refused', refusals: refused}
    const settled = await settleUnfinished({disk, ledger, now}, plan)
    if (!settled.ok) return {outcome: 'refused', refusals: settled.refusals}
    const resumed = settled.value
    const {timeout} = request.patience ?? usualPatience
    const checked = await checkContainers(plan, request.control ?? null, resumed !== null, timeout)
    if (!checked.ok) return {outcome: 'refused', refusals: checked.refusals}
    const log = createRunLog(ledger, resumed ?? newRun(plan, now()), now)
    const nothing = {locks: null, begun: false, calling: false, recorded: false, confirmed: [], warnings: []}
    running = {request, control: checked.value, resumed, log, ...nothing}
    const ran = await doEverything(running)
    if (!ran.ok) return await endEarly(running, ran.refusals)
    await log.change({state: 'applied'})
    return {outcome: 'applied', run: log.run, warnings: running.warnings, confirmed: running.confirmed}
  } catch (error) {
    if (running === null || !running.begun) return {outcome: 'refused', refusals: [refusalOf(error, plan.id)]}
    const isOurs = !isSystemError(error)
    const refusals = isOurs
      ? refuse('interrupted', plan.id, `a defect of doctor: ${error}`).refusals
      : [refusalOf(error, plan.id)]
    const outcome = await rollBack(running, refusals)
    if (isOurs) throw error
    return outcome
  } finally {
    running?.locks?.release()
  }
}

async function doEverything(running: Running): Promise<Attempt<void>> {
  const {request, control, resumed, log} = running
  const callable = await checkPrimary(request, resumed)
  if (!callable.ok) return callable
  const {containers} = request.plan
  const {stops, starts} = partsOf(request.plan)
  if (!hasStarted(resumed) && !filesAreDone(request, resumed)) {
    const steps = filesLeft(request.plan, resumed)
    const misplaced = checkPaths({stores: storesLeft(request.plan, resumed), steps})
    if (misplaced.length > 0) return {ok: false, refusals: misplaced}
    if (control !== null) {
      const unfit = checkBeforehand(request, steps, resumed, false)
      if (unfit.length > 0) return {ok: false, refusals: unfit}
      for (const step of stops) {
        running.begun = true
        const context = {control, save: log.saveContainer, records: log.run.containers ?? []}
        const stopped = await watched(request, step.id, () => stopContainer(context, step))
        if (!stopped.ok) return stopped
      }
    }
    const filed = await doFiles(running, steps)
    if (!filed.ok) return filed
    if (containers !== undefined) await log.change({counted: countKept(containers)})
    running.locks?.release()
    running.locks = null
  }
  const patience = {...(request.patience ?? usualPatience), signal: request.signal}
  if (callable.value !== null) return callAll(running, callable.value, patience)
  if (control === null || containers === undefined) return done(undefined)
  for (const step of starts) {
    if ((log.run.containers ?? []).some(r => r.id === step.id && r.state === 'done')) continue
    running.begun = true
    const started = await watched(request, step.id, () => runStart(control, log, step, containers.verify, patience))
    if (!started.ok) return started
    running.confirmed = [...running.confirmed, ...started.value]
  }
  const counted = log.run.counted ?? null
  const verified = await watched(request, 'verify', () => verifyCluster(control, containers.verify, counted, patience))
  if (!verified.ok) return verified
  running.confirmed = [...running.confirmed, ...verified.value]
  return done(undefined)
}

async function callAll(running: Running, api: PrimaryApi, patience: Patience): Promise<Attempt<void>> {
  const {request, resumed, log} = running
  running.calling = true
  if (resumed !== null) running.begun = true
  for (const step of partsOf(request.plan).calls) {
    if (changesList(step)) running.begun = true
    const called = await watched(request, step.id, () => runCall(request, api, log, step, patience))
    if (!called.ok) return called
    running.confirmed = [...running.confirmed, ...called.value]
  }
  return done(undefined)
}

async function doFiles(running: Running, steps: ReturnType<typeof filesLeft>): Promise<Attempt<void>> {
  const {request, resumed, log} = running
  const {plan, inspection} = request
  const locked = lockStores(plan.stores, request.lock)
  if (!locked.ok) return locked
  const locks = locked.value
  running.locks = locks
  const awake = await checkStopped(plan)
  if (awake.length > 0) return {ok: false, refusals: awake}
  const unfit = checkBeforehand(request, steps, resumed, true)
  if (unfit.length > 0) return {ok: false, refusals: unfit}
  inspection?.before()
  if (!hasBackup(resumed)) {
    await log.change({state: 'begun'})
    running.recorded = true
    const ready = await watched(request, 'backup', () => backUp(request, log))
    if (!ready.ok) return ready
  }
  for (const step of steps) {
    running.begun = true
    const result = await watched(request, step.id, () => runFileStep(request, locks, log, step))
    if (!result.ok) return result
  }
  const {confirmed, wrong} = inspection?.after() ?? {confirmed: [], wrong: []}
  if (wrong.length > 0) return {ok: false, refusals: wrong.flatMap(w => refuse('damaged-store', plan.id, w).refusals)}
  running.confirmed = confirmed
  const late = (await checkStopped(plan)).map(
    ({message}) => `${message}: what it read before counts for it; restart it`,
  )
  running.warnings = [...locks.findLatecomers(), ...late]
  return done(undefined)
}

async function watched<T>(
  {signal, onStep}: ApplyRequest,
  step: string,
  work: () => Promise<Attempt<T>>,
): Promise<Attempt<T>> {
  if (signal?.aborted) return refuse('interrupted', step, 'interrupted')
  onStep?.({step, state: 'begun'})
  const result = await work()
  onStep?.({step, state: result.ok ? 'done' : 'failed'})
  return result
}

/** How a run ends that something stood in the way of. */
async function endEarly(running: Running, refusals: readonly Refusal[]): Promise<ApplyOutcome> {
  const {request, log} = running
  if (!running.begun) {
    if (running.recorded) await log.change({state: 'refused', reason: refusals})
    return {outcome: 'refused', refusals}
  }
  const {id} = log.run
  const is = (code: Refusal['code']) => refusals.some(r => r.code === code)
  if (is('engine-lost') || (running.calling && staysOpen(request, refusals))) {
    // Nothing can be given back without an engine, nor under a primary that runs; and what is waited for may still
    // come: what is done stays done, and is told.
    const when = is('engine-lost') ? 'Once it answers again, finish it' : 'Once that is so, finish it'
    const next = [`${when}: doctor repair --resume ${id}`, `Or take it back: doctor undo ${id}`]
    const all = refusals.map(r => ({...r, next: [...r.next, ...next]}))
    await log.change({reason: all})
    return {outcome: 'hand-needed', run: log.run, refusals: all}
  }
  if (is('not-verified') && !request.rollback) {
    const all = refusals.map(r => ({...r, next: [...r.next, `Take everything back: doctor undo ${id}`]}))
    await log.change({state: 'hand-needed', reason: all})
    return {outcome: 'hand-needed', run: log.run, refusals: all}
  }
  return rollBack(running, refusals)
}

async function rollBack(running: Running, refusals: readonly Refusal[]): Promise<ApplyOutcome> {
  const {request, control, log, locks} = running
  // The ledger may be what has failed: what was done is taken back all the same.
  const quiet: RunLog = {
    get run() {
      return log.run
    },
    change: change => log.change(change).catch(() => {}),
    saveStep: record => log.saveStep(record).catch(() => {}),
    saveContainer: record => log.saveContainer(record).catch(() => {}),
    saveCall: record => log.saveCall(record).catch(() => {}),
  }
  await quiet.change({state: 'undoing', reason: refusals, restart: true})
  const context = {disk: request.disk, log: quiet, control, api: request.api ?? null, locks, lock: request.lock}
  const taken = await watched({...request, signal: undefined}, 'take-back', async () => {
    const {failed, left} = await takeBackRun({...context, force: false, restart: true, goOn: true})
    if (left.length > 0) return {ok: false, refusals: [...failed, ...left]}
    return failed.length === 0 ? done(undefined) : {ok: false, refusals: failed}
  })
  const all = taken.ok ? refusals : [...refusals, ...taken.refusals]
  const outcome = taken.ok ? 'rolled-back' : 'hand-needed'
  await quiet.change({state: outcome, reason: all})
  return {outcome, run: log.run, refusals: all}
}
