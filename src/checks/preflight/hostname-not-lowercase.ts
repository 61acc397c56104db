import {failEach, skip} from '../define-check.ts'
import hostnameNotLowercase from '../worker-reachability/hostname-not-lowercase.ts'
import {ahead} from './rules/ahead.ts'
import {nameOf, plannedHostname, quoteRecords, quoteValue, storedHostnames} from './rules/cronicle-names.ts'

export default ahead(hostnameNotLowercase, {
  severity: 'error',
  message:
    '{server} is given the hostname {hostname}, with capitals: the records have it in small letters, so as a primary it never leads, and as a worker it can never be removed',
  needs: ['cronicle'],
  explains: ['primary-hostname-unknown'],
  run({cronicle}) {
    if (cronicle.length === 0) return skip('no Cronicle is planned, and no folder of one was found')
    return failEach(
      cronicle.flatMap(planned => {
        const named = plannedHostname(planned)
        if (named === null || named.value === named.value.toLowerCase()) return []
        return [
          {
            subject: planned.subject,
            severity: storedHostnames(planned).includes(named.value) ? ('warning' as const) : ('error' as const),
            params: {server: nameOf(planned), hostname: named.value},
            evidence: [quoteValue(planned, named, `hostname ${named.value}`), ...quoteRecords(planned)],
            advice: [`Write it in small letters: ${named.value.toLowerCase()}`],
            key: named.value,
          },
        ]
      }),
    )
  },
})
