import type {Check, Failure, PreflightCheck, Question} from '../../define-check.ts'
import {failEach, skip} from '../../define-check.ts'

/**
 * A check of a data-dir, asked of every data-dir that was found, each by itself: what is wrong on the disk meets the
 * next container as it would meet the present one.
 */
export function onDisk(check: Check): PreflightCheck {
  return {
    ...check,
    repairs: [],
    explains: [],
    needs: ['stores'],
    run({stores}) {
      if (stores.length === 0) return skip('no data-dir was found')
      const outcomes = stores.map(store => check.run(store.facts))
      const failures: readonly Failure[] = outcomes.flatMap(o => (o.status === 'fail' ? o.failures : []))
      if (failures.length > 0) return failEach(failures.map(f => ({...f, repairs: []})))
      const [first, ...also]: readonly Question[] = outcomes.flatMap(o =>
        o.status === 'unknown' && o.blocking !== false ? [o] : [],
      )
      return first ? {status: 'unknown', ...first, also} : failEach([])
    },
  }
}
