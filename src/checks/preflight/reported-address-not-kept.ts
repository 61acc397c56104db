import type {PlannedCronicle} from '../../facts/preflight/types.ts'
import {subnetHolds} from '../../formats/ipv4.ts'
import type {Failure} from '../define-check.ts'
import {definePreflightCheck, failEach, skip} from '../define-check.ts'
import {givenSetting, nameOf, quoteValue} from './rules/cronicle-names.ts'

export default definePreflightCheck({
  id: 'reported-address-not-kept',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'cronicle',
  title: 'A Cronicle server reports an address that the next container need not have',
  message: '{server} reports the address {ip} ("ip"): {why}',
  why: `A worker reports its "ip", and the primary stores and dials that. Set to an address of a container network it is true for one container: the next one gets another address, and nothing brings the record up to date. Loopback is true for nobody else: the primary dials itself. Set "ip" to an address or name that stays, or keep the address with ipv4_address.`,
  confirm: [
    'grep -n \'"ip"\' /opt/cronicle/conf/config.json',
    "docker inspect --format '{{json .NetworkSettings.Networks}}' CONTAINER",
  ],
  repairs: [],
  folklore: ['Adding the server again stores the same wrong address: it is the worker that reports it.'],
  references: ['pixl-config: getIPAddress', 'Cronicle lib/comm.js: connectToSlave'],
  needs: ['cronicle'],
  explains: [],
  run({cronicle}) {
    if (cronicle.length === 0) return skip('no Cronicle is planned, and no folder of one was found')
    return failEach(cronicle.flatMap(judge))
  },
})

function judge(planned: PlannedCronicle): readonly Failure[] {
  const set = givenSetting(planned, 'ip')
  const ip = typeof set?.value === 'string' ? set.value : ''
  const why = whyNot(planned, ip)
  if (set === null || why === null) return []
  return [
    {
      subject: planned.subject,
      params: {server: nameOf(planned), ip, why},
      evidence: [quoteValue(planned, set, `ip ${ip}`)],
      advice: ['Set "ip" (or CRONICLE_ip) to what the primary can always dial, such as the name of the service.'],
      key: ip,
    },
  ]
}

function whyNot({plan}: PlannedCronicle, ip: string): string | null {
  if (/^(127\.|0\.0\.0\.0$|::1$|localhost$)/.test(ip)) return 'whoever dials it reaches itself'
  if (plan === null || plan.service.networkMode?.value === 'host') return null
  const {service, file} = plan
  const own = service.networks.map(n => n.network)
  const subnets = file.networks.filter(n => own.includes(n.name) || n.name === 'default').flatMap(n => n.subnets)
  if (!subnets.some(subnet => subnetHolds(subnet, ip))) return null
  if (service.networks.some(n => n.fixedAddress?.value === ip)) return null
  return 'no ipv4_address keeps it, so the next container may get another one'
}
