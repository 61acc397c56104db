import {readValue} from '../../case/read.ts'
import type {Server} from '../../facts/types.ts'
import {dataDirMount} from '../../formats/dkron/data-dir-mount.ts'
import {settingsOfService} from '../../formats/dkron/settings-of.ts'
import type {DkronSettings} from '../../formats/dkron/types.ts'
import type {Evidence} from '../../report/types.ts'
import type {Failure} from '../define-check.ts'
import {defineCheck, failEach, skip} from '../define-check.ts'
import {quotePlace, quoteSetting} from './rules/quote-evidence.ts'

export default defineCheck({
  id: 'data-dir-not-persisted',
  severity: 'warning',
  since: '0.1.0',
  scheduler: 'dkron',
  title: 'The data-dir does not outlive the container',
  message: '{server} keeps its data in {dataDir} ({from}), {where}: the next new container starts empty',
  why: `Dkron's image declares no volume. Unless --data-dir lies under a mount, the jobs live and die with the container; an anonymous volume outlives it, but the next container gets a new one. The default path is dkron.data under the working directory, which older images had somewhere else, so an update of the image alone can move the data-dir off its volume.`,
  confirm: [
    "docker inspect --format '{{.Config.Cmd}} {{.Config.WorkingDir}} {{range .Mounts}}{{.Type}} {{.Source}}:{{.Destination}} {{end}}' CONTAINER",
  ],
  repairs: ['data-dir'],
  folklore: ['docker commit as a backup of the data-dir: it does not contain volumes, and nobody restores it.'],
  references: ['Dkron flag --data-dir (default dkron.data)', 'Compose: volumes'],
  needs: ['server.compose', 'server.container', 'server.settings'],
  explains: [],
  run(facts) {
    const known = facts.servers.filter(s => s.container !== null || s.compose !== null)
    if (known.length === 0) return skip('neither container nor compose file is known')
    return failEach(known.flatMap(s => (s.container === null ? planned(s) : mounted(s))))
  },
})

/** Docker names a volume that nobody named with 64 hex digits. */
const anonymousVolume = /^[0-9a-f]{64}$/

function mounted(server: Server): readonly Failure[] {
  const settings = readValue(server.settings)
  const container = server.container
  if (container === null || settings === null || !settings.server) return []
  const mount = dataDirMount(container, settings)
  const others = container.mounts.map(m => m.destination)
  if (mount === null) {
    const where =
      others.length === 0 ? 'and has no volume at all' : `which is under none of its mounts (${others.join(', ')})`
    const value = others.join(', ') || 'none'
    return [toFailure(server, settings, where, {source: `${container.source}: mounts`, value})]
  }
  if (mount.type === 'tmpfs') {
    return [
      toFailure(server, settings, 'in memory (tmpfs)', {
        source: `${container.source}: mount of ${mount.destination}`,
        value: 'tmpfs',
      }),
    ]
  }
  if (mount.type === 'volume' && anonymousVolume.test(mount.volume ?? '')) {
    return [
      toFailure(server, settings, 'in an anonymous volume that belongs to this container alone', {
        source: `${container.source}: mount of ${mount.destination}`,
        value: `volume ${mount.volume?.slice(0, 12)}…`,
      }),
    ]
  }
  return []
}

function planned(server: Server): readonly Failure[] {
  const service = server.compose?.service
  if (!service) return []
  const settings = settingsOfService(service)
  const value = settings.dataDir.value.replace(/^(\.?\/)+/, '').replace(/\/+$/, '')
  // A relative path lies under the image's working directory, which a compose file need not say.
  const mount = service.mounts.find(m => {
    const target = m.target.replace(/^\/+|\/+$/g, '')
    return value === target || value.startsWith(`${target}/`) || target.endsWith(`/${value}`)
  })
  const text = service.mounts.map(m => m.target).join(', ') || 'no volumes'
  if (!settings.server || (mount && mount.type !== 'tmpfs' && mount.type !== 'anonymous')) return []
  const where = mount
    ? `in ${mount.type === 'tmpfs' ? 'memory (tmpfs)' : 'an anonymous volume'}`
    : 'which is under none of its volumes'
  return [toFailure(server, settings, where, quotePlace(mount?.place ?? service.place, text))]
}

function toFailure(server: Server, settings: DkronSettings, where: string, mounts: Evidence): Failure {
  return {
    subject: server.label,
    params: {server: server.label, dataDir: settings.dataDir.value, from: settings.dataDir.origin.text, where},
    evidence: [quoteSetting(server, settings.dataDir, settings.dataDir.value), mounts],
    repairs: ['data-dir'],
    advice: [
      'While it still runs, copy the data out: docker cp CONTAINER:DATA-DIR ./dkron.data',
      `Then mount a named volume or a folder on ${settings.dataDir.value}.`,
    ],
    key: settings.dataDir.value,
  }
}
