import {dial} from '../asked-parts.ts'
import {fires, quiet, skips} from '../check-case.ts'
import {facts, gossip, leaderless, leading, placed, three} from '../facts-builder.ts'

const moved = (...addresses: readonly string[]) =>
  three(...addresses.map(address => ({version: '3.2.7', address, api: leaderless})))
const all = moved('10.0.0.11', '10.0.0.12', '10.0.0.13')
const on = (version: string | null) => all.map(s => ({...s, version}))

export default [
  fires('all three on 3.2.7', facts(all), {
    severity: 'error',
    subject: 'cluster',
    message:
      '"n1", "n2" and "n3" moved away from their stored addresses, and Dkron 3.2.7 dials what is stored: no server can collect the 2 of 3 votes it needs',
    repairs: ['give-back-address', 'recover-configuration', 'peers-json'],
    advice: 'Give every server its stored address back',
  }),
  fires('on 2.2.2 without peers.json', facts(on('2.2.2')), {
    severity: 'error',
    repairs: ['give-back-address', 'recover-configuration'],
  }),
  fires('handed round on 3.2.7', facts(moved('10.0.0.2', '10.0.0.3', '10.0.0.1')), {severity: 'error'}),
  fires('two of three on 3.2.7: the third still votes', facts(moved('10.0.0.11', '10.0.0.12', '10.0.0.3')), {
    severity: 'warning',
    message:
      '"n1" and "n2" moved away from their stored addresses; enough voters still answer where they are expected for a majority of 2',
    repairs: [],
  }),
  fires('one of three on 3.2.7', facts(moved('10.0.0.11', '10.0.0.2', '10.0.0.3')), {severity: 'warning'}),
  fires('all three on 4.0.9', facts(on('4.0.9')), {
    severity: 'info',
    message:
      '"n1", "n2" and "n3" moved away from their stored addresses; Dkron 4.0.9 looks addresses up by server ID, so this is harmless as long as gossip works',
    repairs: [],
  }),
  fires('all three, the release not known', facts(on(null)), {
    severity: 'error',
    confidence: 'medium',
    advice: '--dkron-version',
    repairs: [],
  }),
  fires('the same offline', facts(on(null).map(s => ({...s, api: undefined}))), {
    severity: 'warning',
    confidence: 'medium',
  }),
  fires('a leader is elected all the same', facts([{...all[0], api: leading('n1')}, ...all.slice(1)]), {
    severity: 'info',
  }),
  fires('a single server, on any release', facts([{version: '2.2.2', voters: ['n1@10.9.9.9:6868']}]), {
    severity: 'info',
    subject: 's1',
    message: '"n1" moved away from the stored address 10.9.9.9:6868; a single voter dials nobody, so this is harmless',
    repairs: [],
  }),
  fires(
    'present addresses from gossip',
    facts([
      {
        version: '3.2.7',
        voters: ['n1@10.0.0.1:6868', 'n2@10.0.0.2:6868'],
        api: {...leaderless, members: [gossip('n1'), gossip('n2', {rpcAddress: '10.0.0.22:6868'})]},
      },
    ]),
    {severity: 'warning', quote: '"n2" is now at 10.0.0.22:6868'},
  ),
  fires(
    'planned in the compose file',
    facts([
      {
        container: false,
        settings: {},
        version: '3.2.7',
        voters: ['n1@10.9.9.9:6868'],
        service: {networks: [{network: 'default', aliases: [], fixedAddress: placed('10.0.0.21')}]},
      },
    ]),
    {severity: 'info', quote: 'docker-compose.yml:4: "n1" is now at 10.0.0.21:6868'},
  ),
  quiet('where they were', facts(three({version: '3.2.7'}, {version: '3.2.7'}, {version: '3.2.7'}))),
  skips('a name is stored, which may lead anywhere', facts([{voters: ['n1@dkron:6868']}])),
  skips('the present addresses are not known', facts([{container: false}])),
  skips('nothing stored', facts([{voters: null}])),
  quiet(
    'the stored addresses still lead to them',
    facts(all, {
      probes: [
        dial('s2', '10.0.0.1:6868', 'open'),
        dial('s1', '10.0.0.2:6868', 'open'),
        dial('s1', '10.0.0.3:6868', 'open'),
      ],
    }),
  ),
  fires(
    'who answers there now is another of them',
    facts(moved('10.0.0.2', '10.0.0.3', '10.0.0.1'), {
      probes: [dial('s1', '10.0.0.2:6868', 'open'), dial('s1', '10.0.0.3:6868', 'open')],
    }),
    {severity: 'error'},
  ),
  fires(
    'nobody answers there any more',
    facts(all, {probes: [dial('s1', '10.0.0.2:6868', 'no-answer'), dial('s2', '10.0.0.2:6868', 'unreachable')]}),
    {
      severity: 'error',
      quote: 'asked from the network of s2: TCP 10.0.0.2:6868 no way there (EHOSTUNREACH)',
    },
  ),
  fires(
    'two moved, and of the third only silence is known',
    facts(moved('10.0.0.11', '10.0.0.12').slice(0, 2), {probes: [dial('s1', '10.0.0.3:6868', 'no-answer')]}),
    {severity: 'error', quote: 'asked from the network of s1: TCP 10.0.0.3:6868 no answer in time'},
  ),
  fires(
    'two moved, and the third answers',
    facts(moved('10.0.0.11', '10.0.0.12').slice(0, 2), {probes: [dial('s1', '10.0.0.3:6868', 'open')]}),
    {severity: 'warning'},
  ),
]
