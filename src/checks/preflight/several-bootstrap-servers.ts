import {failEach, skip} from '../define-check.ts'
import severalBootstrapServers from '../no-leader/several-bootstrap-servers.ts'
import {ahead} from './rules/ahead.ts'
import {projectsOf, replicasOf} from './rules/projects.ts'
import {quoteGiven} from './rules/quotes.ts'

export default ahead(severalBootstrapServers, {
  severity: 'error',
  message:
    'each of {count} servers ({services}) expects 1 server, so on empty data-dirs each founds a cluster of its own',
  needs: ['servers'],
  run(facts) {
    const projects = projectsOf(facts)
    if (!projects.some(p => p.count > 1)) return skip('no file plans several Dkron servers')
    return failEach(
      projects.flatMap(({file, servers, settled}) => {
        const alone = servers.filter(s => s.settings.bootstrapExpect?.value === 1)
        const count = alone.reduce((n, s) => n + replicasOf(s), 0)
        // Without an address to join they are meant as clusters of their own.
        const meet = alone.some(s => s.settings.join.length + s.settings.retryJoin.length > 0) || alone.length < count
        if (count < 2 || settled || !meet) return []
        return [
          {
            subject: file.file,
            params: {count, services: alone.map(s => s.service.name)},
            evidence: alone.flatMap(s =>
              s.settings.bootstrapExpect
                ? [quoteGiven(s, s.settings.bootstrapExpect, `${s.service.name}: bootstrap-expect 1`)]
                : [],
            ),
            advice: [`Set --bootstrap-expect=${servers.length} on all of them, before their first start.`],
            key: 'planned',
          },
        ]
      }),
    )
  },
})
