import {failEach, skip} from '../define-check.ts'
import neverBootstrapped from '../no-leader/never-bootstrapped.ts'
import {ahead} from './rules/ahead.ts'
import {projectsOf} from './rules/projects.ts'
import {quoteGiven} from './rules/quotes.ts'

export default ahead(neverBootstrapped, {
  severity: 'error',
  message:
    '{service} expects {expected} servers, but the file plans {count} and names no other to join: on an empty data-dir there is never a leader',
  needs: ['servers'],
  run(facts) {
    const projects = projectsOf(facts)
    if (projects.length === 0) return skip('no Dkron server is planned')
    return failEach(
      projects.flatMap(({servers, count, whole, settled}) => {
        if (!whole || settled) return []
        return servers.flatMap(server => {
          const setting = server.settings.bootstrapExpect
          if (!setting || setting.value <= count) return []
          return [
            {
              subject: server.subject,
              params: {service: server.service.name, expected: setting.value, count},
              evidence: [quoteGiven(server, setting, `bootstrap-expect ${setting.value}`)],
              advice: [`Set --bootstrap-expect=${count}, or add the servers that are missing.`],
              key: 'planned',
            },
          ]
        })
      }),
    )
  },
})
