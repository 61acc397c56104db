import type {Case} from '../case/case.ts'
import {findAgentArguments} from '../formats/dkron/find-agent-arguments.ts'
import {settingsOfContainer} from '../formats/dkron/settings-of.ts'
import {runsDoctor} from './join-servers.ts'
import type {Agent, Server} from './types.ts'

/** Containers that start `dkron agent` without --server, and are none of the servers. */
export function agentsOf({containers}: Pick<Case, 'containers'>, servers: readonly Server[]): readonly Agent[] {
  const ofServers = new Set(servers.flatMap(s => [s.container, ...s.formerContainers]))
  return containers.flatMap(container => {
    if (ofServers.has(container) || runsDoctor(container)) return []
    if (findAgentArguments(container.commandLine, container.env).subcommand !== 'agent') return []
    const settings = settingsOfContainer(container)
    if (settings.server) return []
    return [{label: container.name, name: settings.nodeName?.value ?? container.hostname, container, settings}]
  })
}
