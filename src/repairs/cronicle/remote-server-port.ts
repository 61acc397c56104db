import {readValue} from '../../case/read.ts'
import {portAtBalancer} from '../../checks/worker-reachability/rules/balancer-port.ts'
import {defineCronicleRepair} from '../define-repair.ts'

export default defineCronicleRepair({
  id: 'remote-server-port',
  title: 'Let the primary dial the port at which the balancer listens',
  touches: "remote_server_port in the primary's config.json; it counts for all workers, and the primary is restarted",
  risk: 'disruptive',
  byHand({facts, workers}) {
    const ports = [...new Set(workers.map(worker => portAtBalancer(worker, facts)))]
    const [port] = ports
    if (ports.length !== 1 || !port) return null
    const {server} = facts.primary
    const file = (server && readValue(server.config)?.file) ?? "the primary's conf/config.json"
    return {
      steps: [
        `In ${file} set "remote_server_port": ${port}; it counts for all workers.`,
        'Restart the primary; then add the worker.',
      ],
      command: null,
    }
  },
})
