import {readValue} from '../case/read.ts'
import {defineRepair} from './define-repair.ts'
import {addressCaution, pinCommand, pinSentence} from './pin-server-id.ts'

export default defineRepair({
  id: 'pin-id',
  title: 'Fix the present server ID, so that it outlives the container',
  touches: 'the compose file or the start command; the container is re-created once, the data-dir stays as it is',
  risk: 'disruptive',
  byHand({servers}) {
    const pins = servers.flatMap(server => {
      const identity = readValue(server.identity)
      return identity ? [{server, serverId: identity.serverId}] : []
    })
    if (pins.length === 0) return null
    const caution = addressCaution(pins)
    return {steps: [...pins.map(pinSentence), ...(caution ? [caution] : [])], command: pinCommand(pins)}
  },
})
