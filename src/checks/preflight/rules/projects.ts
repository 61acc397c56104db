import type {ComposeFile} from '../../../case/case.ts'
import type {PlannedServer, PreflightFacts} from '../../../facts/preflight/types.ts'

/** The Dkron servers of one project, which are one cluster or a part of it. */
export interface PlannedProject {
  readonly file: ComposeFile
  readonly servers: readonly PlannedServer[]
  /** Containers that will run them. */
  readonly count: number
  /** All that the servers are told to join are services of this file: the cluster has no server elsewhere. */
  readonly whole: boolean
  /** A data-dir that was read knows a configuration: what only counts for empty data-dirs is without effect. */
  readonly settled: boolean
}

export function projectsOf({servers}: PreflightFacts): readonly PlannedProject[] {
  return [...new Set(servers.map(s => s.file))].map(file => {
    const own = servers.filter(s => s.file === file)
    return {
      file,
      servers: own,
      count: own.reduce((n, s) => n + replicasOf(s), 0),
      whole: own.every(s => [...s.settings.join, ...s.settings.retryJoin].every(name => isService(name, file))),
      settled: own.some(s => s.stored !== null && s.stored.servers.length > 0),
    }
  })
}

export function replicasOf({service}: PlannedServer): number {
  return service.replicas?.value ?? 1
}

function isService(joined: string, file: ComposeFile): boolean {
  const host = joined.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')
  return file.services.some(
    s =>
      [s.name, s.hostname?.value, s.containerName?.value].includes(host) ||
      s.networks.some(n => n.fixedAddress?.value === host || n.aliases.some(a => a.value === host)),
  )
}
