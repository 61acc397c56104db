import type {Check} from '../define-check.ts'
import dataDirEmpty from '../no-leader/data-dir-empty.ts'
import logGap from '../no-leader/log-gap.ts'
import peersJsonInvalid from '../no-leader/peers-json-invalid.ts'
import peersJsonMisplaced from '../no-leader/peers-json-misplaced.ts'
import peersJsonPending from '../no-leader/peers-json-pending.ts'
import peersJsonWithoutState from '../no-leader/peers-json-without-state.ts'
import snapshotDamaged from '../no-leader/snapshot-damaged.ts'
import snapshotMissing from '../no-leader/snapshot-missing.ts'
import storeDamaged from '../no-leader/store-damaged.ts'

/**
 * The checks of `doctor inspect`: those that a data-dir answers by itself, whatever server it belongs to.
 * @param everyPage the full check of raft.db was run
 */
export function dataDirChecks(everyPage: boolean): readonly Check[] {
  return [
    everyPage ? storeDamaged : partlyLookedAt(storeDamaged),
    peersJsonInvalid,
    peersJsonWithoutState,
    snapshotDamaged,
    snapshotMissing,
    logGap,
    perhapsNew(dataDirEmpty),
    peersJsonMisplaced,
    peersJsonPending,
  ]
}

/** Pages that nobody looked at are not proved whole. */
function partlyLookedAt(check: Check): Check {
  return {
    ...check,
    run(facts) {
      const outcome = check.run(facts)
      if (outcome.status !== 'pass') return outcome
      return {status: 'unknown', reason: 'only a part of the pages was read; --check looks at all', blocking: false}
    },
  }
}

/** Where nothing tells that there was data, the folder may be new as well as the wrong one: no verdict. */
function perhapsNew(check: Check): Check {
  return {
    ...check,
    run(facts) {
      const outcome = check.run(facts)
      const [first] = outcome.status === 'fail' ? outcome.failures : []
      if (first === undefined || first.severity !== 'warning') return outcome
      const {subject, evidence, params} = first
      return {
        status: 'unknown',
        reason: `${subject} has no Raft state (${params.what}): it is new, or it is not the data-dir`,
        subject,
        evidence,
        advice: ['Name the folder that --data-dir names; it holds raft/.'],
      }
    },
  }
}
