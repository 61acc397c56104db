import {readValue} from '../case/read.ts'
import {hostOf} from '../formats/ipv4.ts'
import {defineRepair} from './define-repair.ts'

export default defineRepair({
  id: 'give-back-address',
  title: 'Give the servers their stored addresses back',
  touches: 'the compose file, or how the containers are created; nothing in the data-dirs is rewritten',
  risk: 'safe',
  byHand({facts}) {
    const steps = facts.servers.flatMap(server => {
      const identity = readValue(server.identity)?.serverId
      const stored = readValue(server.configuration)?.servers.find(s => s.id === identity)?.address
      const host = stored === undefined ? null : hostOf(stored)
      if (host === null) return []
      const service = server.compose?.service.name
      return [
        service === undefined
          ? `${server.label}: docker network connect --ip ${host}, on a network made with a --subnet that holds it.`
          : `Service "${service}": ipv4_address: ${host} under its network.`,
      ]
    })
    if (steps.length === 0) return null
    return {steps: [...steps, 'Create the containers anew; the servers find each other as before.'], command: null}
  },
})
