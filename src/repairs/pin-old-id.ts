import {assignStoredIds} from './assign-stored-ids.ts'
import {defineRepair} from './define-repair.ts'
import {addressCaution, pinCommand, pinSentence, startSentence} from './pin-server-id.ts'

export default defineRepair({
  id: 'pin-old-id',
  title: 'Go back to the stored server ID',
  touches: 'how the server is started; nothing in the data-dir is rewritten, every job stays',
  risk: 'safe',
  byHand({facts, servers}) {
    const assigned = assignStoredIds(facts, servers)
    if (assigned.length === 0 || assigned.length < servers.length) return null
    const pins = assigned.map(({server, storedId}) => ({server, serverId: storedId}))
    const steps = pins.map(pinSentence)
    if (assigned.some(a => !a.certain)) {
      steps.push(
        'Which server carries which of these IDs does not matter, as long as each ID is used once and all start anew.',
      )
    }
    const caution = addressCaution(pins)
    if (caution) steps.push(caution)
    steps.push(startSentence(pins))
    return {steps, command: pinCommand(pins)}
  },
})
