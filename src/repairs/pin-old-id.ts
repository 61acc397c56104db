import {type Assignment, assignStoredIds} from './assign-stored-ids.ts'
import {defineRepair} from './define-repair.ts'
import {addressCaution, pinCommand, pinSentence, startSentence} from './pin-server-id.ts'
import {strangersAmong} from './planning/unaccounted-voters.ts'

export default defineRepair({
  id: 'pin-old-id',
  title: 'Go back to the stored server ID',
  touches: 'how the server is started; nothing in the data-dir is rewritten, every job stays',
  risk: 'safe',
  byHand({facts, servers}) {
    const assigned = assignStoredIds(facts, servers)
    if (assigned.length === 0 || assigned.length < servers.length) return null
    const strange = strangersAmong(assigned, facts, [])
    if (strange.length > 0) return {steps: namingSteps(assigned, strange), command: null}
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

/** Where a peer that is not at hand may carry any of the IDs, no text may deal one out. */
function namingSteps(assigned: readonly Assignment[], strange: readonly string[]): readonly string[] {
  const who = assigned.map(a => a.server.label).join(', ')
  const ids = strange.map(id => `"${id}"`).join(', ')
  const names = assigned.map(() => '--node-name ID').join(' ')
  return [
    `Which of ${ids} is the stored ID of ${who} cannot be told from here, and another server may be alive under each of them: give none to a second server.`,
    `Find out which are used elsewhere (host names and --node-name of the other servers); then give doctor repair the same data-dirs and evidence, with --strategy pin-old-id ${names}: it shows the plan first, and doctor undo takes it back.`,
  ]
}
