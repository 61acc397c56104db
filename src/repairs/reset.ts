import {defineRepair} from './define-repair.ts'
import {shellPath} from './shell-quote.ts'

export default defineRepair({
  id: 'reset',
  title: 'Last resort: move the data-dir aside and begin anew',
  touches: 'everything: jobs and executions are gone from the scheduler until they are restored',
  risk: 'data-loss',
  byHand({servers}) {
    const paths = servers.flatMap(s => s.dataDir?.path.replace(/\/+$/, '') ?? [])
    if (paths.length === 0) return null
    return {
      steps: [
        ...paths.map(p => `Save the jobs first: doctor jobs ${shellPath(p)} -o jobs.json`),
        'Stop the server.',
        ...paths.map(p => `Keep the old data: mv ${shellPath(p)} ${shellPath(`${p}.old`)}`),
        'Start it with a fixed server ID and --bootstrap-expect=1, then give the jobs back through POST /v1/restore.',
      ],
      command: null,
    }
  },
})
