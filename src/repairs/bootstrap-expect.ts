import {readValue} from '../case/read.ts'
import {defineRepair} from './define-repair.ts'

export default defineRepair({
  id: 'bootstrap-expect',
  title: 'Let every server expect the same number of servers',
  touches: 'the compose file or the start commands; only read by servers whose data-dir is empty',
  risk: 'safe',
  byHand({facts}) {
    const servers = facts.servers.filter(s => readValue(s.settings)?.server)
    if (servers.length === 0 || facts.cluster.inventory !== 'complete') return null
    const names = servers.map(s => s.label).join(', ')
    return {steps: [`--bootstrap-expect=${servers.length} on each of ${names}; then create them anew.`], command: null}
  },
})
