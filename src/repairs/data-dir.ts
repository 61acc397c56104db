import {readValue} from '../case/read.ts'
import {defineRepair} from './define-repair.ts'
import {shellQuote} from './shell-quote.ts'

export default defineRepair({
  id: 'data-dir',
  title: 'Keep the data-dir in a folder of the host',
  touches: 'the compose file or how the container is created; its data has to be copied out before',
  risk: 'disruptive',
  byHand({servers}) {
    const steps = servers.flatMap(server => {
      const value = readValue(server.settings)?.dataDir.value
      const folder = server.container?.workingDir
      const inside = value === undefined ? null : value.startsWith('/') ? value : folder ? `${folder}/${value}` : null
      if (inside === null || server.container === null) return []
      const {name} = server.container
      return [
        `docker stop ${shellQuote(name)} && docker cp ${shellQuote(`${name}:${inside}`)} ./dkron.data`,
        `Mount it: volumes: ["./dkron.data:${inside}"] in the compose file, or -v for docker run.`,
      ]
    })
    return steps.length === 0 ? null : {steps, command: null}
  },
})
