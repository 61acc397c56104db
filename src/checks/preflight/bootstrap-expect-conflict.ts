import {failEach, skip} from '../define-check.ts'
import bootstrapExpectConflict from '../no-leader/bootstrap-expect-conflict.ts'
import {ahead} from './rules/ahead.ts'
import {projectsOf} from './rules/projects.ts'
import {quoteGiven} from './rules/quotes.ts'

export default ahead(bootstrapExpectConflict, {
  severity: 'error',
  message: 'the servers expect different numbers of servers ({values}): on empty data-dirs {effect}',
  needs: ['servers'],
  run(facts) {
    const projects = projectsOf(facts)
    if (!projects.some(p => p.servers.length > 1)) return skip('no file plans several Dkron servers')
    return failEach(
      projects.flatMap(({file, servers, settled}) => {
        const expecting = servers.flatMap(server => {
          const setting = server.settings.bootstrapExpect
          return setting?.value ? [{server, setting, value: setting.value}] : []
        })
        const numbers = [...new Set(expecting.map(e => e.value))]
        if (numbers.length < 2) return []
        return [
          {
            subject: file.file,
            severity: settled ? ('warning' as const) : ('error' as const),
            params: {
              values: expecting.map(e => `${e.server.service.name}: ${e.value}`).join(', '),
              effect: numbers.includes(1) ? 'the one that expects 1 founds a cluster alone' : 'none of them bootstraps',
            },
            evidence: expecting.map(e =>
              quoteGiven(e.server, e.setting, `${e.server.service.name} expects ${e.value}`),
            ),
            advice: ['Set the same --bootstrap-expect on every server: their number.'],
            key: 'planned',
          },
        ]
      }),
    )
  },
})
