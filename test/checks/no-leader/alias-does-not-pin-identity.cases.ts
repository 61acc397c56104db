import {fires, quiet, skips} from '../check-case.ts'
import {facts, placed} from '../facts-builder.ts'

const network = (aliases: readonly string[]) => [
  {network: 'default', address: '10.0.0.1', address6: null, aliases, fixedAddress: null},
]

export default [
  fires(
    'an alias and no name',
    facts([{id: 'bc59f5811cfc', unnamed: true, container: {networks: network(['dkron-alias', 's1', 'bc59f5811cfc'])}}]),
    {
      severity: 'info',
      message:
        's1 has the network alias "dkron-alias", which gives it an address in the DNS of Docker but no server ID: that is still "bc59f5811cfc"',
      repairs: ['pin-id'],
    },
  ),
  fires(
    'the same in a compose file',
    facts([
      {
        id: 'bc59f5811cfc',
        unnamed: true,
        service: {networks: [{network: 'default', aliases: [placed('cron')], fixedAddress: null}]},
      },
    ]),
    {severity: 'info', quote: 'docker-compose.yml:4: cron'},
  ),
  quiet(
    'only the aliases that Docker gives by itself',
    facts([{id: 'bc59f5811cfc', unnamed: true, container: {networks: network(['s1', 'bc59f5811cfc'])}}]),
  ),
  skips('the ID is pinned', facts([{id: 'n1', container: {networks: network(['dkron-alias'])}}])),
]
