import {failEach, skip} from '../define-check.ts'
import serverAddressUnroutable from '../no-leader/server-address-unroutable.ts'
import {ahead} from './rules/ahead.ts'
import {projectsOf} from './rules/projects.ts'
import {quoteGiven} from './rules/quotes.ts'

/** Addresses that lead every server to itself. */
const unroutable = /^(0\.0\.0\.0|127\.\d+\.\d+\.\d+|::1?|\[::1?\]|localhost)(:\d+)?$/

export default ahead(serverAddressUnroutable, {
  severity: 'error',
  message: 'the service "{service}" advertises {address}: every other server that dials it reaches itself',
  needs: ['servers'],
  run(facts) {
    const several = projectsOf(facts).filter(p => p.count > 1 || !p.whole)
    if (several.length === 0) return skip('a single server is dialled by nobody')
    return failEach(
      several
        .flatMap(p => p.servers)
        .flatMap(server => {
          const address = server.settings.advertiseAddr
          if (!address || !unroutable.test(address.value)) return []
          return [
            {
              subject: server.subject,
              params: {service: server.service.name, address: address.value},
              evidence: [quoteGiven(server, address, `advertise-addr ${address.value}`)],
              advice: ['Leave --advertise-addr out, or name an address that the other servers can dial.'],
              key: 'planned',
            },
          ]
        }),
    )
  },
})
