import {readValue} from '../../case/read.ts'
import type {Primary} from '../../facts/cronicle/types.ts'
import {defineCronicleRepair} from '../define-repair.ts'
import {startLines} from '../start-servers.ts'

export default defineCronicleRepair({
  id: 'primary-hostname',
  title: 'Give the primary its stored hostname, and keep it',
  touches:
    'hostname in its compose file, its environment or its config.json; it is started anew, the storage stays as it is',
  risk: 'disruptive',
  byHand({facts}) {
    const {primary} = facts
    const name = storedName(primary)
    if (name === null) return null
    const config = primary.server && readValue(primary.server.config)
    const anew = primary.container?.compose || primary.compose ? startLines([primary]) : []
    return {
      steps: [
        ...(primary.container || primary.compose
          ? primaryInCompose(primary, name)
          : [
              `In ${config?.file ?? 'conf/config.json of the primary'} set "hostname": "${name}". CRONICLE_hostname=${name} or HOSTNAME=${name} in its environment does the same, and --hostname ${name} where it runs in a container.`,
            ]),
        anew.length > 0
          ? `Create its container anew: ${anew.join('; ')}. It leads after 60 s at most, or at once with CRONICLE_master=1.`
          : 'Restart it; it leads after 60 s at most, or at once with CRONICLE_master=1.',
      ],
      command: null,
    }
  },
})

/** Where a person writes the name: its service, as far as that is known. */
export function primaryInCompose({label, compose, container}: Primary, name: string): readonly string[] {
  const service = compose?.service.name ?? container?.compose?.service
  const file = compose?.file.files.at(-1) ?? container?.compose?.files.at(-1)
  const variable = `CRONICLE_hostname=${name} in its environment does the same.`
  if (service !== undefined && file !== undefined)
    return [`In ${file}, service ${service}: hostname: ${name}. ${variable}`]
  return [
    `Give the container of ${label} the name: hostname: ${name} in the compose file, or docker run --hostname ${name}; ${variable}`,
  ]
}

/** The stored one where there is one; else the present one, in small letters. */
export function storedName({ownRecords, identity, next}: Primary): string | null {
  const present = identity.hostname?.value ?? next.hostname?.value ?? null
  return ownRecords[0]?.value.hostname ?? present?.toLowerCase() ?? null
}
