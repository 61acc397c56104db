import {unreadable} from '../../../src/case/read.ts'
import {fires, quiet, skips} from '../check-case.ts'
import {facts, leaderless, leading, placed} from '../facts-builder.ts'

export default [
  fires('the ID of the container, and the data-dir knows it', facts([{id: 'a52fb2697449', unnamed: true}]), {
    severity: 'warning',
    subject: 's1',
    message:
      's1 has the server ID "a52fb2697449", the ID of its container: the next container that is created for it (down and up, a changed compose file, a new image) has another one, and the data-dir will not know it',
    repairs: ['pin-id'],
    advice: '--node-name=a52fb2697449',
  }),
  fires(
    'it is not to be pinned when the data-dir does not know it',
    facts([{id: 'f87aaf5337bd', unnamed: true, voters: ['a52fb2697449']}]),
    {
      severity: 'warning',
      repairs: [],
    },
  ),
  fires(
    'it is not to be pinned while nobody can read what the data-dir knows',
    facts([{id: 'f87aaf5337bd', unnamed: true, voters: null, store: unreadable('raft/raft.db', 'permission denied')}]),
    {
      severity: 'warning',
      repairs: [],
      advice: 'Once the server has an ID that its data-dir knows, pin that one.',
    },
  ),
  fires(
    'it is not to be pinned when no data-dir was given and nobody leads',
    facts([{id: 'f87aaf5337bd', unnamed: true, dataDir: false, api: leaderless}]),
    {severity: 'warning', repairs: []},
  ),
  fires(
    'of a server that has a leader it may be pinned, whatever was read',
    facts([{id: 'f87aaf5337bd', unnamed: true, dataDir: false, api: leading('f87aaf5337bd')}]),
    {severity: 'warning', repairs: ['pin-id']},
  ),
  fires(
    'it is not to be pinned while the data-dir is too damaged to tell',
    facts([{id: 'f87aaf5337bd', unnamed: true, voters: null, store: {size: 65536, store: null}}]),
    {severity: 'warning', repairs: []},
  ),
  fires(
    'no container yet, and the compose file pins nothing',
    facts([{id: null, container: false, voters: ['a52fb2697449'], service: {}}]),
    {
      severity: 'warning',
      message:
        'the service "dkron" gives its server neither --node-name nor hostname: every new container has another server ID',
      advice: '--node-name=a52fb2697449',
    },
  ),
  fires(
    'the compose file was edited to a name that the data-dir does not know',
    facts([
      {id: 'a52fb2697449', unnamed: false, service: {command: placed(['agent', '--server', '--node-name=fresh'])}},
    ]),
    {
      severity: 'warning',
      message:
        's1 runs as "a52fb2697449", but the compose file will start it as "fresh", and its data-dir knows only "a52fb2697449": the next "up" loses the leader',
    },
  ),
  quiet('named by flag', facts([{id: 'cb9056802d1f'}])),
  quiet(
    'the compose file will pin the present ID',
    facts([{id: 'a52fb2697449', unnamed: true, service: {hostname: placed('a52fb2697449')}}]),
  ),
  quiet(
    "on the host's network the host name stays",
    facts([{id: null, service: {networkMode: placed('host'), hostname: placed('box')}}]),
  ),
  skips('nothing says how it is started', facts([{id: null, container: false}])),
]
