import type {ComposeService, Place} from '../../../case/case.ts'
import type {Facts} from '../../../facts/types.ts'
import {settingsOfService} from '../../../formats/dkron/settings-of.ts'
import type {Failure} from '../../define-check.ts'
import {quotePlace} from './quote-evidence.ts'

interface Holder {
  readonly service: ComposeService
  readonly source: string
  readonly place: Place
}

/**
 * Server services of one compose file whose data-dir is the same volume or folder. Only a plan: once containers of
 * them run, those are looked at instead.
 */
export function plannedSharing(facts: Facts): readonly Failure[] {
  return facts.cluster.composeFiles.flatMap(file => {
    const groups = new Map<string, Holder[]>()
    for (const service of file.services) {
      const holder = holderOf(service)
      if (holder) groups.set(holder.source, [...(groups.get(holder.source) ?? []), holder])
    }
    return [...groups].flatMap(([source, holders]) => {
      const count = holders.reduce((n, h) => n + (h.service.replicas?.value ?? 1), 0)
      return count > 1 ? [toFailure(source, holders, count)] : []
    })
  })
}

/** Where a server service keeps its data-dir; null for agents, anonymous volumes and services without a mount there. */
function holderOf(service: ComposeService): Holder | null {
  const settings = settingsOfService(service)
  if (!settings.server) return null
  const inside = `/${settings.dataDir.value.replace(/^(\.?\/)+/, '')}`
  const mount = service.mounts.find(m => inside === m.target || inside.startsWith(`${m.target.replace(/\/$/, '')}/`))
  if (!mount?.source || mount.type === 'tmpfs') return null
  const rest = inside.slice(mount.target.replace(/\/$/, '').length)
  return {service, source: `${mount.source}${rest}`, place: mount.place}
}

function toFailure(source: string, holders: readonly Holder[], count: number): Failure {
  return {
    subject: source,
    severity: 'warning',
    params: {services: holders.map(h => h.service.name), count, source},
    message: 'the compose file puts the data-dir of {count} servers (service {services}) on one folder, {source}',
    evidence: holders.map(h => quotePlace(h.place, `${h.service.name}: ${source}`)),
    advice: ['Give every server a volume of its own.'],
    key: 'planned',
  }
}
