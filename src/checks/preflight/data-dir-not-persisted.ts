import type {PlannedServer} from '../../facts/preflight/types.ts'
import type {Failure} from '../define-check.ts'
import {failEach, skip} from '../define-check.ts'
import dataDirNotPersisted from '../no-leader/data-dir-not-persisted.ts'
import {ahead} from './rules/ahead.ts'
import {quoteGiven, quoteLine} from './rules/quotes.ts'

export default ahead(dataDirNotPersisted, {
  severity: 'error',
  message:
    'the server of the service "{service}" keeps its data in {dataDir} ({from}), {where}: the next new container starts empty',
  needs: ['servers'],
  run({servers}) {
    return servers.length === 0 ? skip('no Dkron server is planned') : failEach(servers.flatMap(lost))
  },
})

function lost(server: PlannedServer): readonly Failure[] {
  const {subject, service, settings, data} = server
  if (data.kind === 'kept') return []
  const {dataDir} = settings
  const where = {
    'no-volume': 'and has no volume at all',
    elsewhere: `which is under none of its volumes (${data.targets.join(', ')})`,
    tmpfs: 'in memory (tmpfs)',
    anonymous: 'in an anonymous volume, which the next one does not get after docker compose down',
  }[data.why]
  const mounts = quoteLine(data.place, data.targets.join(', ') || 'no volumes')
  const setting = quoteGiven(server, dataDir, `data-dir ${dataDir.value} (${dataDir.origin.text})`)
  return [
    {
      subject,
      params: {service: service.name, dataDir: dataDir.value, from: dataDir.origin.text, where},
      evidence: data.why === 'no-volume' && dataDir.origin.place ? [setting, mounts] : [mounts, setting],
      advice: [
        `Mount a named volume or a folder on ${dataDir.value}, and set --data-dir to where it is mounted.`,
        'While the present container lives, copy its data out: docker cp CONTAINER:DATA-DIR ./dkron.data',
      ],
      key: dataDir.value,
    },
  ]
}
