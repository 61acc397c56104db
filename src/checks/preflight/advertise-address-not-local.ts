import type {PlannedServer} from '../../facts/preflight/types.ts'
import {subnetHolds} from '../../formats/ipv4.ts'
import type {Failure} from '../define-check.ts'
import {failEach, skip} from '../define-check.ts'
import advertiseAddressNotLocal from '../no-leader/advertise-address-not-local.ts'
import {ahead} from './rules/ahead.ts'
import {quoteGiven} from './rules/quotes.ts'

export default ahead(advertiseAddressNotLocal, {
  severity: 'error',
  message:
    'the service "{service}" advertises {address}, an address of its network that no ipv4_address keeps for it: the next container may get another one',
  needs: ['servers'],
  run({servers}) {
    const advertising = servers.filter(s => s.settings.advertiseAddr !== null)
    if (advertising.length === 0) return skip('no planned server advertises an address')
    return failEach(advertising.flatMap(notKept))
  },
})

function notKept(server: PlannedServer): readonly Failure[] {
  const {subject, service, settings, file} = server
  const address = settings.advertiseAddr
  if (!address || address.unresolved || service.networkMode?.value === 'host') return []
  const own = service.networks.map(n => n.network)
  const subnets = file.networks.filter(n => own.includes(n.name) || n.name === 'default').flatMap(n => n.subnets)
  // An address of no network of the project may be the host's, with published ports.
  if (!subnets.some(subnet => subnetHolds(subnet, address.value))) return []
  if (service.networks.some(n => n.fixedAddress?.value === address.value)) return []
  return [
    {
      subject,
      params: {service: service.name, address: address.value},
      evidence: [quoteGiven(server, address, `advertise-addr ${address.value}`)],
      advice: [`Write ipv4_address: ${address.value} under its network, or leave --advertise-addr out.`],
      key: address.value,
    },
  ]
}
