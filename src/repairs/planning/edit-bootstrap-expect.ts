import {readValue} from '../../case/read.ts'
import {asksBeforeBootstrap, isAtLeast} from '../../checks/no-leader/rules/released-behaviour.ts'
import type {Server} from '../../facts/types.ts'
import {setEnvironment, setFlag} from '../../formats/compose/edit/edit-service.ts'
import type {ServiceEdit} from './edit-compose.ts'

/**
 * Whether this server, once its data-dir is empty, would found a cluster beside the one that is there: expecting one
 * it asks nobody (Dkron server.go `setupRaft`); expecting more it counts the servers it sees, and before 4.0.0 does
 * not ask whether they have a cluster already (serf.go `maybeBootstrap`). Two of three that do so outvote the third,
 * and its log is overwritten with theirs.
 */
export function foundsAnother(server: Server): boolean {
  const expected = readValue(server.settings)?.bootstrapExpect?.value ?? 0
  return expected === 1 || (expected > 1 && isAtLeast(server, asksBeforeBootstrap) !== true)
}

/** Makes a server expect `count` servers, by the variable where the service uses it. 0: it never bootstraps. */
export function expectEdit(server: Server, count: number): ServiceEdit {
  const service = server.compose?.service
  const byVariable = service?.environment.some(e => e.name === 'DKRON_BOOTSTRAP_EXPECT') ?? false
  return {
    server,
    title: `${count === 0 ? 'found no cluster' : `expect ${count} servers`} in service "${service?.name ?? ''}"`,
    ways: byVariable
      ? [(text, name) => setEnvironment(text, name, 'DKRON_BOOTSTRAP_EXPECT', String(count))]
      : [(text, name) => setFlag(text, name, '--bootstrap-expect', String(count))],
    effect: {
      holds: ({settings}) => settings.bootstrapExpect === count,
      mayChange: ['bootstrapExpect', 'DKRON_BOOTSTRAP_EXPECT'],
    },
    byHand: [`--bootstrap-expect=${count} in the command of ${server.label}, or DKRON_BOOTSTRAP_EXPECT=${count}`],
  }
}
