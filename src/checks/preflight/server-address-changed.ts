import type {PlannedServer} from '../../facts/preflight/types.ts'
import {atLeast} from '../../formats/dkron/version.ts'
import {failEach, skip} from '../define-check.ts'
import serverAddressChanged from '../no-leader/server-address-changed.ts'
import {ahead} from './rules/ahead.ts'
import {projectsOf, replicasOf} from './rules/projects.ts'
import {quoteLine, quoteStored} from './rules/quotes.ts'

export default ahead(serverAddressChanged, {
  severity: 'error',
  message:
    'the servers {services} get new addresses when their containers are created anew, and {release} dials the stored ones: with all of them new there is no leader',
  needs: ['servers'],
  run(facts) {
    const several = projectsOf(facts).filter(p => p.count > 1 || p.servers.some(votersOf))
    if (several.length === 0) return skip('a single server does not use its stored address')
    return failEach(
      several.flatMap(({file, servers}) => {
        // From 4.0.0 on a server is looked up by its ID in gossip; with no release named it may be that one.
        const loose = servers.filter(s => s.version !== null && !atLeast(s.version, '4.0.0') && !hasFixedAddress(s))
        const [first] = loose
        if (!first?.version) return []
        const {major, minor, patch} = first.version
        return [
          {
            subject: file.file,
            params: {services: loose.map(s => s.service.name), release: `Dkron ${major}.${minor}.${patch}`},
            evidence: [
              ...loose.map(s =>
                quoteLine(s.service.image?.place ?? s.service.place, `${s.service.name}: no ipv4_address`),
              ),
              ...loose.slice(0, 1).flatMap(quoteStored),
            ],
            advice: ['Give each server an ipv4_address in a network with a subnet of its own, or move to Dkron 4.'],
            key: 'planned',
          },
        ]
      }),
    )
  },
})

function votersOf({stored}: PlannedServer): boolean {
  return (stored?.servers.filter(s => s.suffrage === 'Voter').length ?? 0) > 1
}

function hasFixedAddress(server: PlannedServer): boolean {
  const {networkMode, networks} = server.service
  return networkMode?.value === 'host' || (replicasOf(server) === 1 && networks.some(n => n.fixedAddress !== null))
}
