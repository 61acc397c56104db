import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {preflightChecks} from '../../../src/checks/preflight/index.ts'
import {fillMessage} from '../../../src/report/fill-message.ts'
import {type Files, layOut, preflight, told} from './diagnose-plan.ts'

const pinned = '--node-name=dkron1'
const one = (more = '', image = 'dkron/dkron:4.0.9') => `services:
  dkron:
    image: ${image}
    command: agent --server --bootstrap-expect=1 ${more}
    volumes:
      - data:/dkron.data
volumes: {data: {}}
`

/** Servers of one file; each line of `settings` is one. */
const several = (image: string, ...settings: readonly string[]) => `services:
${settings
  .map(
    (words, i) => `  s${i + 1}:
    image: dkron/dkron:${image}
    command: agent --server --node-name=n${i + 1} --retry-join=s1 ${words}
    volumes: ["d${i + 1}:/dkron.data"]
`,
  )
  .join('')}`

const cronicle = (service: string) => `services:
  cronicle:
    image: cronicle/cronicle:0.9.129
    environment:
      CRONICLE_secret_key: 3f1d6c0a9b
${service.replace(/^/gm, '    ')}
`

interface Plan {
  readonly what: string
  readonly files: Files
  readonly told: readonly string[]
}

const dataDir = 'dkron/v4.0.9-e1-1-down-up-new-id-new-ip/dkron.data.tar.gz'
const config = (fields: object) => JSON.stringify({base_app_url: 'x', secret_key: 'k', ...fields}, null, 1)

const plans: readonly Plan[] = [
  {what: 'the mistake', files: {'compose.yml': one()}, told: ['error server-id-not-pinned 2:3']},
  {what: 'the mistake, mended by a flag', files: {'compose.yml': one(pinned)}, told: []},
  {
    what: 'the mistake, mended by hostname:',
    files: {'compose.yml': one().replace('    image', '    hostname: dkron1\n    image')},
    told: [],
  },
  {
    what: 'an alias taken for a cure',
    files: {
      'compose.yml': one().replace('    volumes', '    networks: {default: {aliases: [scheduler]}}\n    volumes'),
    },
    told: ['error server-id-not-pinned 2:3', 'info alias-does-not-pin-identity 5:36'],
  },
  {
    what: 'an override that pins',
    files: {
      'docker-compose.yml': one(),
      'docker-compose.override.yml': 'services:\n  dkron:\n    environment: {DKRON_NODE_NAME: dkron1}\n',
    },
    told: [],
  },
  {
    what: 'no volume',
    files: {'compose.yml': one(pinned).replace(/ {4}volumes:[\s\S]*/, '')},
    told: ['error data-dir-not-persisted 2:3'],
  },
  {
    what: 'a volume beside the data-dir',
    files: {'compose.yml': one(`${pinned} --data-dir=/data`)},
    told: ['error data-dir-not-persisted 6:9'],
  },
  {
    what: 'the default data-dir of a release that works elsewhere',
    files: {'compose.yml': one(pinned, 'dkron/dkron:3.1.1')},
    told: ['error data-dir-not-persisted 6:9'],
  },
  {
    what: 'tmpfs',
    files: {'compose.yml': one(pinned).replace(/volumes:[\s\S]*/, 'tmpfs: /dkron.data\n')},
    told: ['error data-dir-not-persisted 5:12'],
  },
  {
    what: 'a data-dir that knows another name',
    files: {'compose.yml': one(pinned).replace('data:/', './dkron.data:/'), './': dataDir},
    told: ['error server-id-changed 4:14'],
  },
  {
    what: 'a data-dir that knows this name',
    files: {'compose.yml': one('--node-name=a52fb2697449').replace('data:/', './dkron.data:/'), './': dataDir},
    told: [],
  },
  {
    what: 'a data-dir alone that knows the ID of a container',
    files: {'./': dataDir},
    told: ['error server-id-not-pinned'],
  },
  {
    what: 'two services with one volume and one name',
    files: {'compose.yml': one(pinned).replace('volumes: {', '  twin:\n    extends: dkron\nvolumes: {')},
    told: ['error data-dir-shared 6:9', 'error duplicate-server-id 4:14'],
  },
  {
    what: 'three that are right',
    files: {'compose.yml': several('4.0.9', ...Array(3).fill('--bootstrap-expect=3'))},
    told: [],
  },
  {
    what: 'three of Dkron 3 without addresses',
    files: {'compose.yml': several('3.2.7', ...Array(3).fill('--bootstrap-expect=3'))},
    told: ['error server-address-changed 3:12'],
  },
  {
    what: 'three that expect different numbers',
    files: {
      'compose.yml': several('4.0.9', '--bootstrap-expect=3', '--bootstrap-expect=2', '--bootstrap-expect=3'),
    },
    told: ['error bootstrap-expect-conflict 4:14'],
  },
  {
    what: 'two that wait for a third',
    files: {'compose.yml': several('4.0.9', ...Array(2).fill('--bootstrap-expect=3'))},
    told: ['error never-bootstrapped 4:14', 'error never-bootstrapped 8:14', 'warning two-voters 2:3'],
  },
  {
    what: 'one of three hosts',
    files: {'compose.yml': one('--node-name=a --retry-join=10.1.1.2').replace('expect=1', 'expect=3')},
    told: [],
  },
  {
    what: 'two that found a cluster each',
    files: {'compose.yml': several('4.0.9', '--bootstrap-expect=1', '--bootstrap-expect=1', '')},
    told: ['error several-bootstrap-servers 4:14'],
  },
  {
    what: 'keys of gossip that differ',
    files: {
      'compose.yml': several(
        '4.0.9',
        '--bootstrap-expect=3 --encrypt=a',
        '--bootstrap-expect=3',
        '--bootstrap-expect=3',
      ),
    },
    told: ['error gossip-key-mismatch 4:14'],
  },
  {
    what: 'loopback advertised to others',
    files: {
      'compose.yml': several('4.0.9', ...Array(3).fill('--bootstrap-expect=3')).replace(
        '--retry-join=s1',
        '--advertise-addr=127.0.0.1 --retry-join=s1',
      ),
    },
    told: ['error server-address-unroutable 4:14'],
  },
  {
    what: 'an advertised address that nobody keeps',
    files: {
      'compose.yml': `${one(`${pinned} --advertise-addr=172.30.0.5`)}networks: {default: {ipam: {config: [{subnet: 172.30.0.0/24}]}}}\n`,
    },
    told: ['error advertise-address-not-local 4:14'],
  },
  {
    what: 'a multiplier out of range',
    files: {'compose.yml': one(`${pinned} --raft-multiplier=11`)},
    told: ['error raft-multiplier-invalid 4:14'],
  },
  {what: 'Consul, which is no Dkron', files: {'compose.yml': one('', 'hashicorp/consul:1.20')}, told: []},
  {
    what: 'Cronicle without hostname',
    files: {'compose.yml': cronicle('restart: always')},
    told: ['error server-hostname-not-pinned 2:3'],
  },
  {what: 'Cronicle with hostname', files: {'compose.yml': cronicle('hostname: cron1')}, told: []},
  {
    what: 'Cronicle named by its mounted settings',
    files: {
      'compose.yml': cronicle('volumes: ["./conf:/opt/cronicle/conf"]'),
      'conf/config.json': config({hostname: 'cron1'}),
    },
    told: [],
  },
  {
    what: 'Cronicle that its records do not know',
    files: {
      'compose.yml': cronicle('hostname: cron2\nvolumes: ["./data:/opt/cronicle/data"]'),
      './': 'cronicle/k4a-docker-first/p1/data.tar.gz',
    },
    told: ['error primary-hostname-unknown 6:15'],
  },
  {
    what: 'records of Cronicle that know the ID of a container, beside their settings',
    files: {
      'conf/config.json': config({Storage: {Filesystem: {base_dir: 'data', key_namespaces: 1}}}),
      './': 'cronicle/k4a-docker-first/p1/data.tar.gz',
    },
    told: ['error server-hostname-not-pinned'],
  },
  {
    what: 'Cronicle with capitals',
    files: {
      'compose.yml': cronicle('volumes: ["./conf:/opt/cronicle/conf"]'),
      'conf/config.json': config({hostname: 'Cron1'}),
    },
    told: ['error hostname-not-lowercase 4:2'],
  },
  {
    what: 'Cronicle reporting loopback, with the key of the sample',
    files: {'conf/config.json': config({hostname: 'cron1', ip: '127.0.0.1', secret_key: 'CHANGE_ME'})},
    told: ['error reported-address-not-kept 5:2', 'warning secret-key-not-set 3:2'],
  },
  {
    what: 'Cronicle dialled by the ID of a container',
    files: {'conf/config.json': config({hostname: '0a1b2c3d4e5f', server_comm_use_hostnames: true})},
    told: ['error server-hostname-not-pinned 4:2'],
  },
  {
    what: 'Cronicle servers with different keys',
    files: {
      'compose.yml': `${cronicle('hostname: a')}  worker:
    image: cronicle/cronicle:0.9.129
    hostname: b
    environment: {CRONICLE_secret_key: other}
`,
    },
    told: ['error secret-key-mismatch 5:7'],
  },
  {
    what: 'Cronicle without a key',
    files: {'compose.yml': cronicle('hostname: a').replace(/ {4}environment:\n.*\n/, '')},
    told: ['warning secret-key-not-set 2:3'],
  },
  {
    what: 'files that cannot be read, one finding each',
    files: {
      'a/compose.yml': 'services:\n  dkron: [\n',
      'b/compose.yml': one(pinned),
      'c/config.json': '{"secret_key": 1, "Storage": ',
    },
    told: ['unknown file-unreadable 3:1', 'unknown file-unreadable'],
  },
]

describe.each(plans)('$what', ({files, told: expected}) => {
  test('gives these findings at these places', async () => {
    expect(told(await preflight(layOut(files)))).toEqual(expected)
  })
})

test('what is not fine is never exit code 0', async () => {
  const codes = await Promise.all(plans.map(async p => (await preflight(layOut(p.files))).exitCode))
  const wanted = plans.map(p => {
    if (p.told.some(t => t.startsWith('error'))) return 1
    return p.told.some(t => t.startsWith('unknown')) ? 3 : 0
  })
  expect(codes).toEqual(wanted)
})

test('every own check speaks in one of these, whole sentences with evidence, and shows no key', async () => {
  const spoken = new Set<string>()
  for (const {files} of plans) {
    const report = await preflight(layOut(files))
    expect(JSON.stringify(report)).not.toMatch(/3f1d6c0a9b|CHANGE_ME|encrypt=a/)
    for (const f of report.findings) {
      spoken.add(f.check)
      expect(fillMessage(f.message, {}), f.check).not.toMatch(/\{\w+\}|undefined|null/)
      expect(f.evidence.length, f.check).toBeGreaterThan(0)
    }
  }
  const own = preflightChecks.filter(c => !c.needs.every(n => n === 'stores')).map(c => c.id)
  expect(own.filter(id => !spoken.has(id))).toEqual([])
})

test('damage on the disk is found ahead as well', async () => {
  const folder = layOut({'./': 'dkron/v4.0.9-e5-raftdb-zeroed-page/dkron.data.tar.gz'})
  expect(told(await preflight(join(folder, 'dkron.data')))).toContainEqual(expect.stringContaining('store-damaged'))
})

test('a mistyped name and a broken file are told in a sentence each', async () => {
  const folder = layOut({'compose.yml': 'services:\n  dkron: [\n'})
  const messages = async (file: string) => (await preflight(join(folder, file))).findings.map(f => f.message)
  expect(await messages('nowhere.yml')).toEqual([`${join(folder, 'nowhere.yml')}: no such file`])
  expect(await messages('compose.yml')).toEqual([expect.stringContaining('compose.yml:3 is no YAML: ')])
})
