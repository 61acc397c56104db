import {readValue} from '../../../case/read.ts'
import type {Facts, Server} from '../../../facts/types.ts'
import type {Outcome} from '../../define-check.ts'
import {askForIdentity} from './ask-for-identity.ts'
import {quoteIdentity, quoteLeadership, quoteOwnConfiguration} from './quote-evidence.ts'

/** The store cannot be compared with: no data-dir was given. */
export function storeUnknown(facts: Facts): Outcome {
  return {
    status: 'unknown',
    subject: facts.servers[0]?.label ?? 'the server',
    reason: 'no data-dir was given, so which server IDs the stored configuration knows is not known',
    evidence: facts.servers.flatMap(s => [...quoteIdentity(s), ...quoteLeadership(s)]),
    advice: [
      'Give the data-dir: doctor no-leader DATA-DIR   (it may be in use; nothing is written)',
      "Where it is: docker inspect --format '{{range .Mounts}}{{.Source}} {{.Destination}} {{end}}' CONTAINER",
    ],
  }
}

/** The store is known, the present server ID is not. */
export function identityUnknown(server: Server, facts: Facts): Outcome {
  const ids = readValue(server.configuration)?.servers.map(s => s.id) ?? []
  return {
    status: 'unknown',
    subject: server.label,
    reason: `the stored configuration of ${server.label} knows ${ids.map(id => `"${id}"`).join(', ') || 'no server'}, but which server ID the present process has is not known${unusedVolume(server)}`,
    evidence: quoteOwnConfiguration(server),
    advice: [...startWithStoredId(server, ids), ...askForIdentity(server)],
    // A leader that is one of them settles the question of the outage, whatever this process is called.
    blocking: !facts.cluster.leader.named.some(name => ids.includes(name)),
  }
}

/** Nothing runs that could have another ID: what is started next decides. */
function startWithStoredId(server: Server, ids: readonly string[]): readonly string[] {
  if (unusedVolume(server) === '' || ids.length !== 1) return []
  return [`If it is to be started again, start it with the server ID that its data knows: --node-name=${ids[0]}`]
}

function unusedVolume({volume, container}: Server): string {
  if (volume === null || container !== null) return ''
  const {name, compose} = volume
  const of = compose === null ? '' : ` (${compose.volume} of compose project ${compose.project})`
  return `: it lies in volume ${name}${of}, which no container uses`
}
