import {readValue} from '../../case/read.ts'
import type {Primary} from '../../facts/cronicle/types.ts'
import {defineCronicleRepair} from '../define-repair.ts'

export default defineCronicleRepair({
  id: 'primary-hostname',
  title: 'Give the primary its stored hostname, and keep it',
  touches:
    'hostname in its config.json, its environment or the compose file; it is restarted, the storage stays as it is',
  risk: 'disruptive',
  byHand({facts}) {
    const {primary} = facts
    const name = storedName(primary)
    if (name === null) return null
    const config = primary.server && readValue(primary.server.config)
    const inContainer = primary.container !== null
    return {
      steps: [
        inContainer
          ? `Give its container the name: hostname: ${name} in the compose file, or docker run --hostname ${name}; CRONICLE_hostname=${name} in its environment does the same.`
          : `In ${config?.file ?? 'conf/config.json of the primary'} set "hostname": "${name}". CRONICLE_hostname=${name} or HOSTNAME=${name} in its environment does the same, and --hostname ${name} where it runs in a container.`,
        'Restart it; it leads after 60 s at most, or at once with CRONICLE_master=1.',
      ],
      command: null,
    }
  },
})

/** The stored one where there is one; else the present one, in small letters. */
export function storedName({ownRecords, identity, next}: Primary): string | null {
  const present = identity.hostname?.value ?? next.hostname?.value ?? null
  return ownRecords[0]?.value.hostname ?? present?.toLowerCase() ?? null
}
