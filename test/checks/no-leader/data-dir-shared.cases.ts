import {read} from '../../../src/case/read.ts'
import {fires, quiet, skips} from '../check-case.ts'
import {composeFile, facts, placed} from '../facts-builder.ts'

const shared = {dataDir: {realPath: '/data/d'}}
const bind = (source: string) => [
  {type: 'bind' as const, source, target: '/dkron.data', readOnly: false, place: {file: 'c.yml', line: 9, column: 1}},
]
const asServer = {command: placed(['agent', '--server', '--data-dir=/dkron.data'])}

export default [
  fires(
    'two that run',
    facts([
      {id: 'n1', ...shared},
      {id: 'n2', voters: ['n1'], ...shared},
    ]),
    {
      severity: 'error',
      subject: 's1, s2',
      message:
        '"s1" and "s2" all run on the data-dir /data/d: the first holds the lock of raft.db, the others wait for it for ever and take part in nothing',
      repairs: [],
    },
  ),
  fires(
    'and which of them holds the lock',
    facts(
      ['n1', 'n2'].map((id, i) => ({
        id,
        joinedBy: 'same-path' as const,
        container: {id: `${i + 1}`.repeat(64)},
        dataDir: {
          realPath: '/data/d',
          lock: read({
            holders: [{pid: 7, command: '/dkron agent', container: '2'.repeat(64), ancestors: []}],
            blindSpot: null,
          }),
        },
      })),
    ),
    {severity: 'error', quote: 'process 7 (/dkron agent) in container s2 holds raft.db'},
  ),
  fires(
    'seen from their mounts alone',
    facts(
      ['n1', 'n2'].map(id => ({
        id,
        dataDir: false,
        container: {
          mounts: [{type: 'volume', source: '/v/_data', destination: '/dkron.data', volume: 'v', writable: true}],
        },
      })),
    ),
    {severity: 'error'},
  ),
  fires(
    'planned in the compose file',
    facts([], {
      composeFiles: [
        composeFile({name: 'a', ...asServer, mounts: bind('./d')}, {name: 'b', ...asServer, mounts: bind('./d')}),
      ],
    }),
    {
      severity: 'warning',
      message: 'the compose file puts the data-dir of 2 servers (service "a" and "b") on one folder, ./d',
    },
  ),
  quiet(
    'the other container is stopped',
    facts([
      {id: 'n1', ...shared},
      {id: 'n2', container: {status: 'exited'}, ...shared},
    ]),
  ),
  quiet('a folder each', facts([{id: 'n1'}, {id: 'n2'}])),
  quiet(
    'an agent beside a server stores nothing',
    facts([], {
      composeFiles: [
        composeFile(
          {name: 'a', ...asServer, mounts: bind('./d')},
          {name: 'b', command: placed(['agent']), mounts: bind('./d')},
        ),
      ],
    }),
  ),
  skips('neither containers nor a compose file', facts([{container: false}])),
]
