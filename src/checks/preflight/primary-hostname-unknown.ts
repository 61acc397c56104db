import {failEach, skip} from '../define-check.ts'
import primaryHostnameUnknown from '../worker-reachability/primary-hostname-unknown.ts'
import {ahead} from './rules/ahead.ts'
import {nameOf, plannedHostname, quoteRecords, quoteValue, storedHostnames} from './rules/cronicle-names.ts'

export default ahead(primaryHostnameUnknown, {
  severity: 'error',
  message:
    '{server} starts as {hostname}, and the records it finds know only {stored}: it waits for another primary for ever',
  needs: ['cronicle'],
  run({cronicle}) {
    const recorded = cronicle.filter(planned => storedHostnames(planned).length > 0)
    if (recorded.length === 0) return skip('no records of a planned Cronicle were read')
    return failEach(
      recorded.flatMap(planned => {
        const named = plannedHostname(planned)
        const stored = storedHostnames(planned)
        if (named === null || stored.includes(named.value)) return []
        return [
          {
            subject: planned.subject,
            params: {server: nameOf(planned), hostname: named.value, stored},
            evidence: [quoteValue(planned, named, `hostname ${named.value}`), ...quoteRecords(planned)],
            advice: stored.length === 1 ? [`Write hostname: ${stored[0]} into the service.`] : [],
            key: named.value,
          },
        ]
      }),
    )
  },
})
