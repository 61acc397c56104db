import {fires, quiet, skips} from '../check-case.ts'
import {facts, flag, placed} from '../facts-builder.ts'

const mount = (changes: object) => [
  {type: 'volume', source: '/v/_data', destination: '/dkron.data', volume: 'dkron', writable: true, ...changes},
]
const place = {file: 'c.yml', line: 9, column: 1}

export default [
  fires('no volume at all', facts([{container: {mounts: []}}]), {
    severity: 'warning',
    message:
      's1 keeps its data in /dkron.data (--data-dir=/dkron.data), and has no volume at all: the next new container starts empty',
    repairs: ['data-dir'],
  }),
  fires('mounted elsewhere', facts([{container: {mounts: mount({destination: '/opt/local/dkron/dkron.data'})}}]), {
    severity: 'warning',
    message:
      's1 keeps its data in /dkron.data (--data-dir=/dkron.data), which is under none of its mounts (/opt/local/dkron/dkron.data): the next new container starts empty',
  }),
  fires('an anonymous volume', facts([{container: {mounts: mount({volume: 'a'.repeat(64)})}}]), {
    severity: 'warning',
    quote: 'volume aaaaaaaaaaaa…',
  }),
  fires('in memory', facts([{container: {mounts: mount({type: 'tmpfs', volume: null})}}]), {severity: 'warning'}),
  fires('planned without a volume', facts([{container: false, service: {mounts: []}}]), {
    severity: 'warning',
    quote: 'docker-compose.yml:4: no volumes',
  }),
  quiet('a named volume', facts([{container: {mounts: mount({})}}])),
  quiet(
    'a folder below the mount',
    facts([{container: {mounts: mount({destination: '/data'})}, settings: {dataDir: flag('data-dir', '/data/dkron')}}]),
  ),
  quiet(
    'a path relative to the folder of the image',
    facts([
      {
        container: false,
        service: {
          command: placed(['agent', '--server', '--data-dir=dkron.data']),
          mounts: [{type: 'volume', source: 'd', target: '/opt/local/dkron/dkron.data', readOnly: false, place}],
        },
      },
    ]),
  ),
  skips('neither container nor compose file', facts([{container: false}])),
]
