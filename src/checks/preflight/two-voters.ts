import {failEach, skip} from '../define-check.ts'
import twoVoters from '../no-leader/two-voters.ts'
import {ahead} from './rules/ahead.ts'
import {projectsOf} from './rules/projects.ts'
import {quoteLine} from './rules/quotes.ts'

export default ahead(twoVoters, {
  severity: 'warning',
  message:
    'the file plans two servers, {services}: when either is away, as during an update, there is no leader, which is worse than a single server',
  needs: ['servers'],
  run(facts) {
    const projects = projectsOf(facts)
    if (!projects.some(p => p.count > 1)) return skip('no file plans several Dkron servers')
    return failEach(
      projects.flatMap(({file, servers, count, whole}) => {
        const joined = servers.some(s => s.settings.join.length + s.settings.retryJoin.length > 0)
        if (count !== 2 || !whole || !joined) return []
        return [
          {
            subject: file.file,
            params: {services: servers.map(s => s.service.name)},
            evidence: servers.map(s => quoteLine(s.service.place, `${s.service.name}: a server`)),
            advice: ['Plan one server, or three.'],
            key: 'planned',
          },
        ]
      }),
    )
  },
})
