import {randomBytes} from 'node:crypto'
import type {Plan} from '../repairs/plan.ts'
import type {Ledger} from './ledger.ts'
import type {CallRecord, ContainerRecord, RunRecord, StepRecord} from './ledger-records.ts'

/** The record of one run as it grows; every change is on the disk when its promise resolves. */
export interface RunLog {
  readonly run: RunRecord
  change(
    change: Partial<Pick<RunRecord, 'state' | 'backup' | 'reason' | 'counted' | 'restored' | 'restart'>>,
  ): Promise<void>
  /** Adds the record of a step, or replaces the one of the same step. */
  saveStep(record: StepRecord): Promise<void>
  saveContainer(record: ContainerRecord): Promise<void>
  saveCall(record: CallRecord): Promise<void>
}

export function createRunLog(ledger: Ledger, start: RunRecord, now: () => Date): RunLog {
  let run = start
  const put = async (next: RunRecord): Promise<void> => {
    await ledger.put(next)
    run = next
  }
  return {
    get run() {
      return run
    },
    change: change => put({...run, ...change, changedAt: now().toISOString()}),
    saveStep: record => put({...run, steps: withRecord(run.steps, record), changedAt: now().toISOString()}),
    saveContainer: record =>
      put({...run, containers: withRecord(run.containers ?? [], record), changedAt: now().toISOString()}),
    saveCall: record => put({...run, calls: withRecord(run.calls ?? [], record), changedAt: now().toISOString()}),
  }
}

function withRecord<T extends {readonly id: string}>(records: readonly T[], record: T): readonly T[] {
  const known = records.some(({id}) => id === record.id)
  return known ? records.map(r => (r.id === record.id ? record : r)) : [...records, record]
}

/** A run that has not begun to change anything. */
export function newRun(plan: Plan, now: Date): RunRecord {
  const time = now.toISOString()
  return {
    // With its milliseconds: runs are listed, and the last one undone, in the order of their ids.
    id: `${time.replace(/[-:.]/g, '')}-${randomBytes(4).toString('hex')}`,
    plan,
    state: 'begun',
    startedAt: time,
    changedAt: time,
    backup: null,
    steps: [],
    reason: [],
  }
}
