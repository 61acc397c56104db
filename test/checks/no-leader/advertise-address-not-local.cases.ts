import {dial} from '../asked-parts.ts'
import {fires, quiet, skips} from '../check-case.ts'
import {facts, flag, leading} from '../facts-builder.ts'

const advertise = (value: string) => ({settings: {advertiseAddr: flag('advertise-addr', value)}})
const phantom = {isLeader: true, leader: 'none' as const}

export default [
  fires('it leads and the API finds no leader', facts([{...advertise('10.99.99.99'), api: phantom}]), {
    severity: 'error',
    message:
      's1 tells the others to dial 10.99.99.99 (--advertise-addr=10.99.99.99), which is none of its own addresses (10.0.0.1)',
    confidence: 'high',
    repairs: [],
  }),
  fires(
    'its log tells both',
    facts([
      {
        ...advertise('10.99.99.99'),
        said: ['dkron: cluster leadership acquired', 'Error #01: no member leader found in member list'],
      },
    ]),
    {severity: 'error', confidence: 'high', quote: 'no member leader'},
  ),
  fires('nobody was asked, and the host forwards nothing', facts([advertise('10.99.99.99:8946')]), {
    severity: 'error',
    confidence: 'medium',
  }),
  fires(
    'nobody was asked, and the host forwards the port',
    facts([{...advertise('192.0.2.1'), container: {publishedPorts: [{port: 6868, host: '0.0.0.0', hostPort: 6868}]}}]),
    {severity: 'warning', confidence: 'medium'},
  ),
  fires(
    'a name without an address, and it exited',
    facts([{...advertise('nosuchhost'), container: {status: 'exited', exitCode: 1}}]),
    {
      severity: 'error',
      message:
        's1 is told to advertise the name nosuchhost (--advertise-addr=nosuchhost), which is none of its own, and it exited',
    },
  ),
  quiet('its own address', facts([advertise('10.0.0.1')])),
  quiet('the API recognises the leader', facts([{...advertise('192.0.2.1'), api: leading('n1')}])),
  quiet('a template', facts([{...advertise('{{ GetPrivateIP }}'), api: phantom}])),
  quiet('its own name', facts([{...advertise('s1'), container: {status: 'exited', exitCode: 1}}])),
  quiet(
    "on the host's network its addresses are not known",
    facts([{...advertise('192.0.2.1'), container: {networkMode: 'host', networks: []}}]),
  ),
  skips('none is set', facts([{}])),
  fires(
    'nobody else gets through to it',
    facts([advertise('192.0.2.1'), {id: 'n2'}], {probes: [dial('s2', '192.0.2.1:6868', 'refused')]}),
    {severity: 'error', confidence: 'high', quote: 'asked from the network of s2: TCP 192.0.2.1:6868 refused'},
  ),
  fires(
    'its own silence proves nothing: many gateways let nobody in that way',
    facts([{...advertise('192.0.2.1'), container: {publishedPorts: [{port: 6868, host: '', hostPort: 6868}]}}], {
      probes: [dial('s1', '192.0.2.1:6868', 'no-answer')],
    }),
    {severity: 'warning', confidence: 'medium'},
  ),
  quiet(
    'it is forwarded: others get through',
    facts([advertise('192.0.2.1'), {id: 'n2'}], {probes: [dial('s2', '192.0.2.1:6868', 'open')]}),
  ),
  fires(
    'others get through, but the API finds no leader',
    facts([{...advertise('192.0.2.1'), api: phantom}, {id: 'n2'}], {probes: [dial('s2', '192.0.2.1:6868', 'open')]}),
    {severity: 'error', confidence: 'high'},
  ),
]
