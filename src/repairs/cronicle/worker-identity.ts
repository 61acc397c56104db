import {readValue} from '../../case/read.ts'
import type {CronicleFacts, Worker} from '../../facts/cronicle/types.ts'
import {defineCronicleRepair} from '../define-repair.ts'
import {knownName, loweredName, placeOfName} from './name-to-give.ts'

export default defineCronicleRepair({
  id: 'worker-identity',
  title: 'Give the worker the name and address under which the primary reaches it',
  touches: "hostname and ip in the worker's config.json; the worker is restarted, removed and added again",
  risk: 'disruptive',
  byHand({workers, facts}) {
    if (workers.length === 0) return null
    return {steps: workers.flatMap(w => stepsFor(w, facts)), command: null}
  },
})

function stepsFor(worker: Worker, facts: CronicleFacts): readonly string[] {
  const config = worker.server && readValue(worker.server.config)
  const file = config?.file ?? `conf/config.json of ${worker.label}`
  const lowered = loweredName(worker)
  if (lowered !== null) {
    return [
      `In ${file} set "hostname": "${lowered}", and restart the worker; running jobs on it end.`,
      `The page and the API cannot remove ${worker.record?.value.hostname}: its record is corrected while the primary is stopped (server-records).`,
    ]
  }
  const name = knownName(worker, facts) ?? placeOfName
  const old = worker.record ? `remove ${worker.record.value.hostname}, then ` : ''
  return [
    `In ${file} set "hostname": "${name}" and "ip": "${name}" (a name in small letters; unlike an address it survives a change of the balancer, and lets it tell workers apart). "ip" alone is enough unless the primary has server_comm_use_hostnames.`,
    'Restart the worker; running jobs on it end.',
    `On the primary (Admin, Servers): ${old}add ${name}.`,
  ]
}
