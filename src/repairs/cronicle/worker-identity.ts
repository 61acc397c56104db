import {readValue} from '../../case/read.ts'
import type {Worker} from '../../facts/cronicle/types.ts'
import {defineCronicleRepair} from '../define-repair.ts'
import {knownName, placeOfName} from './name-to-give.ts'

export default defineCronicleRepair({
  id: 'worker-identity',
  title: 'Give the worker the name and address under which the primary reaches it',
  touches: "hostname and ip in the worker's config.json; the worker is restarted, removed and added again",
  risk: 'disruptive',
  byHand({workers}) {
    if (workers.length === 0) return null
    return {steps: workers.flatMap(stepsFor), command: null}
  },
})

function stepsFor(worker: Worker): readonly string[] {
  const config = worker.server && readValue(worker.server.config)
  const file = config?.file ?? `conf/config.json of ${worker.label}`
  const name = knownName(worker) ?? placeOfName
  const old = worker.record ? `remove ${worker.record.value.hostname}, then ` : ''
  return [
    `In ${file} set "hostname": "${name}" and "ip": "${name}" (a name in small letters; unlike an address it survives a change of the balancer, and lets it tell workers apart). "ip" alone is enough unless the primary has server_comm_use_hostnames.`,
    'Restart the worker; running jobs on it end.',
    `On the primary (Admin, Servers): ${old}add ${name}.`,
  ]
}
