import {failEach, skip} from '../define-check.ts'
import gossipKeyMismatch from '../no-leader/gossip-key-mismatch.ts'
import {ahead} from './rules/ahead.ts'
import {projectsOf} from './rules/projects.ts'
import {quoteGiven, quoteLine} from './rules/quotes.ts'

export default ahead(gossipKeyMismatch, {
  severity: 'error',
  message: 'the servers {services} do not get the same gossip key: those with different keys do not see each other',
  needs: ['servers'],
  run(facts) {
    const several = projectsOf(facts).filter(p => p.servers.length > 1)
    if (several.length === 0) return skip('no file plans several Dkron servers')
    return failEach(
      several.flatMap(({file, servers}) => {
        const joined = servers.some(s => s.settings.join.length + s.settings.retryJoin.length > 0)
        const keys = new Set(servers.map(s => s.settings.encrypt?.value ?? null))
        if (!joined || keys.size < 2 || servers.some(s => s.settings.encrypt?.unresolved)) return []
        return [
          {
            subject: file.file,
            params: {services: servers.map(s => s.service.name)},
            evidence: servers.map(s =>
              s.settings.encrypt
                ? quoteGiven(s, s.settings.encrypt, `${s.service.name}: a key, not shown`)
                : quoteLine(s.service.place, `${s.service.name}: no key`),
            ),
            advice: ['Give all of them the same --encrypt.'],
            key: 'planned',
          },
        ]
      }),
    )
  },
})
