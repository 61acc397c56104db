import {noLeaderChecks} from '../../checks/no-leader/index.ts'
import type {Followed} from '../../report/follow-reports.ts'
import type {Report} from '../../report/types.ts'
import {renderExposition} from './exposition.ts'
import {renderPrometheus} from './render-prometheus.ts'

interface Watching {
  readonly followed: Followed
  /** When the last report was made. */
  readonly at: Date
  /** Looks since the start, and how many of them gave no report. */
  readonly looks: number
  readonly failed: number
}

/**
 * The metrics of `--format prometheus` for the newest report, and how the watch itself is doing. While looks fail, the
 * verdict is unknown and nothing is said of leader and findings: an old answer must not pass for a present one.
 */
export function renderWatchMetrics({followed, at, looks, failed}: Watching): string {
  const {last, failure} = followed
  const own = [
    {name: 'scheduler_doctor_watch_looks', help: 'Looks since doctor watch was started.', value: looks},
    {name: 'scheduler_doctor_watch_failed_looks', help: 'Looks that came to no result.', value: failed},
  ]
  const watch = renderExposition(own.map(({value, ...gauge}) => ({...gauge, samples: [{labels: {}, value}]})))
  if (last === null) return watch
  const report = failure === null ? last : unseen(last)
  return renderPrometheus({report, checks: noLeaderChecks, at}) + watch
}

const unseen = (last: Report): Report => ({
  ...last,
  verdict: 'unknown',
  cause: null,
  findings: [],
  checks: [],
  facts: {},
  exitCode: 3,
})
