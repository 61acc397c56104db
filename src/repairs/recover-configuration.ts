import {readValue} from '../case/read.ts'
import {defineRepair} from './define-repair.ts'
import {unaccountedVoters} from './planning/unaccounted-voters.ts'

export default defineRepair({
  id: 'recover-configuration',
  title: 'Rewrite raft.db with a configuration that names the present server',
  touches: 'the stored configuration, in a new raft.db beside the old one; every job stays',
  risk: 'disruptive',
  // raft.db is no file to edit by hand, and no program of Dkron does it from outside.
  byHand({facts}) {
    const held = facts.servers.filter(s => s.dataDir !== null)
    const configuration = readValue(facts.cluster.configuration)
    if (held.length === 0 || configuration === null) return null
    const gone = unaccountedVoters(configuration.servers, facts, [])
    const words = gone.map(id => ` --gone ${id}`).join('')
    return {
      steps: [
        ...(gone.length > 0 ? [`Make sure that ${gone.join(', ')} cannot come back with the old data.`] : []),
        `Stop ${held.length === 1 ? 'the server' : 'every server'}, then give doctor repair the same data-dirs and evidence, with --strategy recover-configuration${words}: it shows the plan first, and doctor undo takes it back.`,
      ],
      command: null,
    }
  },
})
