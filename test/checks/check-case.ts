import type {Facts} from '../../src/facts/types.ts'
import type {Confidence, Severity} from '../../src/report/types.ts'

/** What one firing has to say; what is left out is not compared. */
export interface ExpectedFailure {
  readonly severity: Severity
  readonly subject?: string
  /** The whole sentence, filled in. */
  readonly message?: string
  readonly repairs?: readonly string[]
  readonly confidence?: Confidence
  /** Stands in one of the advices. */
  readonly advice?: string
  /** Stands in one of the quotes. */
  readonly quote?: string
}

export interface CheckCase {
  readonly name: string
  readonly facts: Facts
  readonly gives:
    | {readonly status: 'pass'}
    | {readonly status: 'skip'}
    | {readonly status: 'unknown'; readonly blocking: boolean; readonly reason?: string; readonly advice?: string}
    | {readonly status: 'fail'; readonly failures: readonly ExpectedFailure[]}
}

export const fires = (name: string, facts: Facts, ...failures: readonly ExpectedFailure[]): CheckCase => ({
  name,
  facts,
  gives: {status: 'fail', failures},
})
export const quiet = (name: string, facts: Facts): CheckCase => ({name, facts, gives: {status: 'pass'}})
export const skips = (name: string, facts: Facts): CheckCase => ({name, facts, gives: {status: 'skip'}})
export const unknown = (
  name: string,
  facts: Facts,
  expected: {readonly blocking: boolean; readonly reason?: string; readonly advice?: string},
): CheckCase => ({name, facts, gives: {status: 'unknown', ...expected}})
