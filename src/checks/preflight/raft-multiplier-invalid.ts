import {atLeast} from '../../formats/dkron/version.ts'
import {failEach, skip} from '../define-check.ts'
import raftMultiplierInvalid from '../no-leader/raft-multiplier-invalid.ts'
import {ahead} from './rules/ahead.ts'
import {quoteGiven} from './rules/quotes.ts'

export default ahead(raftMultiplierInvalid, {
  severity: 'error',
  message: 'the service "{service}" gives the raft multiplier "{value}": only 1 to 10 are allowed, and Dkron exits',
  needs: ['servers'],
  run({servers}) {
    if (servers.length === 0) return skip('no Dkron server is planned')
    return failEach(
      servers.flatMap(server => {
        const setting = server.settings.raftMultiplier
        // 2.x never reaches its check of the range.
        const old = server.version !== null && !atLeast(server.version, '3.0.0')
        if (!setting || setting.unresolved || old || /^\+?0*([1-9]|10)$/.test(setting.value.trim())) return []
        return [
          {
            subject: server.subject,
            params: {service: server.service.name, value: setting.value},
            evidence: [quoteGiven(server, setting, `raft-multiplier ${setting.value}`)],
            advice: ['Leave it out (the default is 1), or give a whole number from 1 to 10.'],
            key: setting.value,
          },
        ]
      }),
    )
  },
})
