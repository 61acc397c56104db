import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import type {ComposeService} from '../../../src/case/case.ts'
import {decodeCompose} from '../../../src/formats/compose/decode-compose.ts'
import {composeFixtures, composeFolder, decodeFixture, serviceIn, settingsOf} from './compose-fixtures.ts'

/** The part of the genuine loader's answer that the case holds too; see fixtures/compose/README.md. */
interface Genuine {
  Image?: string
  Hostname?: string
  ContainerName?: string
  User?: string
  NetworkMode?: string
  Restart?: string
  Command?: string[]
  Entrypoint?: string[]
  Environment?: Record<string, string | null>
  Networks?: Record<string, {aliases?: string[]; address?: string}>
  Mounts?: {type: string; source?: string; target: string; readOnly?: boolean}[]
  Replicas?: number
  Profiles?: string[]
}

const withGenuine = composeFixtures.filter(
  name => name !== 'unset-variable' && existsSync(join(composeFolder, 'expected', `${name}.json`)),
)

describe('against the genuine loader', () => {
  it('has an answer for every fixture but the two named in the README', () => {
    expect(composeFixtures.filter(name => !withGenuine.includes(name)).sort()).toEqual(['format-1', 'unset-variable'])
    expect(withGenuine.length).toBeGreaterThanOrEqual(30)
  })

  it.each(withGenuine)('%s', name => {
    const genuine = JSON.parse(readFileSync(join(composeFolder, 'expected', `${name}.json`), 'utf8'))
    const {compose, problems} = decodeFixture(name)
    expect(problems).toEqual([])
    expect(Object.fromEntries(compose.services.map(s => [s.name, asGenuine(s)]))).toEqual(
      Object.fromEntries(Object.entries(genuine as Record<string, Genuine>).map(([k, g]) => [k, bare(g)])),
    )
  })
})

function bare(g: Genuine): Genuine {
  return clean({
    ...g,
    // An empty list and none are the same for compose.
    Mounts: g.Mounts?.map(m => clean({...m, source: m.source?.replace(/^\.\//, ''), target: targetOf(m)})),
    Networks: g.Networks && Object.fromEntries(Object.entries(g.Networks).map(([k, n]) => [k, clean(n)])),
  })
}

/** The loader keeps the options of `tmpfs:` in its target. */
function targetOf(mount: {type: string; target: string}): string {
  return mount.type === 'tmpfs' ? mount.target.replace(/:.*/, '') : mount.target
}

function asGenuine(s: ComposeService): Genuine {
  const mounts = s.mounts.map(m => ({
    type: m.type === 'anonymous' ? 'volume' : m.type,
    source: m.source?.replace(/^\.\//, ''),
    target: m.target,
    readOnly: m.readOnly || undefined,
  }))
  const networks = s.networks.map(n => [
    n.network,
    clean({
      aliases: n.aliases.length > 0 ? n.aliases.map(a => a.value) : undefined,
      address: n.fixedAddress?.value,
    }),
  ])
  return clean({
    Image: s.image?.value,
    Hostname: s.hostname?.value,
    ContainerName: s.containerName?.value,
    User: s.user?.value,
    NetworkMode: s.networkMode?.value,
    Restart: s.restart?.value,
    Command: s.command === null ? undefined : [...s.command.value],
    Entrypoint: s.entrypoint === null ? undefined : [...s.entrypoint.value],
    Environment: s.environment.length === 0 ? undefined : Object.fromEntries(s.environment.map(e => [e.name, e.value])),
    Networks: networks.length === 0 ? undefined : Object.fromEntries(networks),
    Mounts: mounts.length === 0 ? undefined : mounts.map(clean),
    Replicas: s.replicas?.value,
    Profiles: s.profiles.length === 0 ? undefined : [...s.profiles],
  })
}

function clean<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined && v !== '')) as T
}

/** fixture, service, line:column of the command, and the flags that take effect. */
const effective: readonly [string, string, string | null, Record<string, unknown>][] = [
  ['quick-start', 'dkron', '5:14', {server: true, expect: 1}],
  ['quick-start', 'dkron-server', '15:14', {server: true, expect: 3, retryJoin: ['dkron:8946']}],
  ['quick-start', 'dkron-agent', '20:14', {server: false, retryJoin: ['dkron:8946']}],
  ['single-volume', 'dkron', '12:14', {server: true, expect: 1, node: 'dkron1', dataDir: '/dkron.data'}],
  ['three-static-ips', 's2', '12:14', {server: true, expect: 3, node: 's2', retryJoin: ['10.50.0.11', '10.50.0.13']}],
  ['anchors', 's1', '5:5', {server: true, expect: 3, node: 's1', retryJoin: ['s1', 's2', 's3'], dataDir: '/data'}],
  ['anchors', 's2', '5:5', {server: true, expect: 3, node: 's2', region: 'us'}],
  ['anchors', 's3', '5:5', {server: true, expect: 3, node: null, region: 'eu'}],
  ['command-list', 'scheduler', '6:7', {server: true, expect: 1, node: 'scheduler-1', dataDir: '/var/lib/dkron'}],
  ['command-folded', 'dkron', '4:14', {server: true, expect: 1, node: 'folded'}],
  ['command-literal-shell', 'dkron', '6:7', {server: true, expect: 1, node: 'literal-1', dataDir: '/dkron.data'}],
  ['command-backslashes', 'broken', '5:14', {server: false, node: null}],
  ['command-backslashes', 'indented', '11:14', {server: true, node: 'indented'}],
  ['command-shell-hostname', 'dkron', '5:14', {server: true, expect: 1, node: null, dataDir: '/dkron.data'}],
  ['command-shell-hostname', 'other', '11:14', {server: true, node: '$(cat /etc/machine-id)', unresolved: true}],
  ['environment-map', 'dkron', '4:14', {server: true, expect: 1, node: '0815', dataDir: '/data', multiplier: '1.5'}],
  ['environment-list', 'dkron', '4:14', {server: true, expect: 3, node: 'server one', join: ['10.0.0.1', '10.0.0.2']}],
  ['flow-style', 'dkron', '1:74', {server: true, expect: 1, node: 'flow'}],
  ['crlf-windows', 'dkron', '6:14', {server: true, expect: 1, node: null}],
  ['swarm', 'dkron', '6:14', {server: true, expect: 3, node: null, retryJoin: ['tasks.dkron']}],
  ['scale', 'server', '4:14', {server: true, expect: 3}],
  ['format-1', 'dkron', '5:12', {server: true, expect: 1, dataDir: '/dkron.data', logLevel: 'debug'}],
  ['aliases', 'dkron', '4:14', {server: true, expect: 1, node: null}],
  [
    'host-network',
    'dkron',
    '6:14',
    {
      server: true,
      expect: 3,
      join: ['192.168.1.10', '192.168.1.11'],
      advertise: '192.168.1.12:8946',
      rpcPort: 7868,
      advertiseRpcPort: 7869,
      http: ':8088',
    },
  ],
  ['profiles', 'dkron', '5:14', {server: true, expect: 1, node: 'main'}],
  ['profiles', 'agent', '15:14', {server: false, retryJoin: ['dkron']}],
  ['long-volumes', 'dkron', '4:14', {server: true, expect: 1, dataDir: '/data'}],
  ['encrypt', 'dkron', '4:14', {server: true, node: 'e1', region: 'eu', profile: 'wan', multiplier: '11'}],
  ['hex-hostname', 'plain', '5:14', {server: true, node: null}],
  ['hex-hostname', 'quoted', '9:14', {server: true, node: '8e1234567890'}],
  ['hex-hostname', 'in-map', '12:14', {server: true, node: '4e1234567890'}],
  ['last-flag-wins', 'dkron', '4:14', {server: true, expect: 3, node: 'second', retryJoin: ['a', 'b', 'c']}],
  ['wrapper', 'dkron', '5:14', {server: true, node: 'wrapped'}],
  ['wrapper', 'built', '11:14', {server: true, node: 'built'}],
  ['not-dkron', 'db', null, {server: false}],
  ['quoting', 'double', '4:14', {server: true, node: 'two words', logLevel: 'debug'}],
  ['quoting', 'single', '7:14', {server: true, node: "it's fine"}],
  ['quoting', 'entry', null, {server: true, node: 'entry'}],
  [
    'interpolation',
    'dkron',
    '5:14',
    {server: true, expect: 3, node: 'node-3.2.7', region: 'eu', dataDir: '/dkron.data'},
  ],
  ['override', 'dkron', '4:14', {server: true, expect: 1, node: 'overridden', logLevel: 'debug'}],
  ['override-tags', 'dkron', '4:14', {server: true, node: 'base'}],
  ['extends', 's1', '4:14', {server: true, expect: 3, node: 's1', logLevel: 'warn', region: 'eu'}],
  ['extends', 's2', '10:14', {server: true, expect: 3, node: 'from-common'}],
  ['extends', 's3', '4:14', {server: true, expect: 3, node: 's1'}],
  ['env-file', 'dkron', '4:14', {server: true, expect: 1, node: 'node-7', logLevel: 'error', dataDir: '/dkron.data'}],
  ['env-file', 'single', '14:14', {server: true, expect: 1, node: 'node-7'}],
  ['config-file', 'mounted', '3:12', {server: false, node: null, dataDir: '/dkron.data'}],
  ['config-file', 'folder', '14:14', {server: false, node: null, logLevel: 'debug'}],
  ['include', 'dkron', '4:14', {server: true, expect: 1, node: 'included'}],
  ['unset-variable', 'dkron', '4:14', {server: true, node: `\${DOCTOR_TEST_NODE}`, unresolved: true}],
]

describe('effective settings and where they stand', () => {
  it.each(effective)('%s %s', (fixture, service, place, wanted) => {
    const found = serviceIn(fixture, service)
    const {command} = found
    expect(command && `${command.place.line}:${command.place.column}`).toBe(place)
    const s = settingsOf(found)
    const all: Record<string, unknown> = {
      server: s.server,
      expect: s.bootstrapExpect?.value ?? null,
      node: s.nodeName?.value ?? null,
      unresolved: s.nodeName?.unresolved ?? false,
      dataDir: s.dataDir.value,
      join: s.join,
      retryJoin: s.retryJoin,
      logLevel: s.logLevel?.value ?? null,
      region: s.region?.value ?? null,
      profile: s.profile?.value ?? null,
      multiplier: s.raftMultiplier?.value ?? null,
      advertise: s.advertiseAddr?.value ?? null,
      rpcPort: s.rpcPort.value,
      advertiseRpcPort: s.advertiseRpcPort?.value ?? null,
      http: s.httpAddr.value,
    }
    expect(Object.fromEntries(Object.keys(wanted).map(key => [key, all[key]]))).toEqual(wanted)
  })

  it('covers every fixture', () => {
    expect([...new Set(effective.map(row => row[0]))].sort()).toEqual([...composeFixtures].sort())
  })

  it('keeps file, line and column of every value through overrides and extends', () => {
    const override = serviceIn('override', 'dkron')
    expect(override.place).toEqual({file: 'docker-compose.yml', line: 2, column: 3})
    expect(override.command?.place).toEqual({file: 'docker-compose.override.yml', line: 4, column: 14})
    expect(override.mounts.map(m => [m.source, m.target, m.place.file, m.place.line])).toEqual([
      ['other', '/dkron.data', 'docker-compose.override.yml', 8],
      ['./conf', '/etc/dkron', 'docker-compose.yml', 10],
    ])
    expect(override.environment.map(e => [e.name, e.place.file, e.place.line, e.place.column])).toEqual([
      ['DKRON_LOG_LEVEL', 'docker-compose.override.yml', 6, 7],
      ['KEEP', 'docker-compose.yml', 7, 9],
    ])
    const extended = serviceIn('extends', 's2')
    expect(extended.hostname).toEqual({value: 's2', place: {file: 'docker-compose.yml', line: 21, column: 15}})
    expect(extended.mounts[0]).toMatchObject({source: './common/data', place: {file: 'common/dkron.yml', line: 6}})
    expect(extended.environment[0]?.place).toEqual({file: 'common/dkron.env', line: 1, column: 1})
  })

  it('counts lines of a file with Windows line ends', () => {
    const service = serviceIn('crlf-windows', 'dkron')
    expect(service.hostname).toEqual({value: 'windows-box', place: {file: 'crlf-windows.yml', line: 5, column: 15}})
    expect(service.mounts.map(m => m.place.line)).toEqual([10, 11])
  })

  it('finds what stands in flow style on one line', () => {
    const service = serviceIn('flow-style', 'dkron')
    expect(service.place).toEqual({file: 'flow-style.yml', line: 1, column: 29})
    expect(service.mounts[0]?.readOnly).toBe(true)
  })
})

describe('the project', () => {
  it('knows its name, all its files, volumes and networks', () => {
    expect(decodeFixture('profiles').compose.projectName).toBe('cron-stack')
    expect(decodeFixture('interpolation').compose.projectName).toBe('jobs')
    expect(decodeFixture('extends').compose.files).toEqual(['docker-compose.yml', 'common/dkron.yml'])
    expect(decodeFixture('include').compose.files).toEqual(['compose.yaml', 'dkron/compose.yaml'])
    expect(decodeFixture('command-list').compose.volumes).toEqual([
      {name: 'scheduler', external: true, realName: 'prod_scheduler'},
    ])
    expect(decodeFixture('long-volumes').compose.volumes).toEqual([
      {name: 'named_volume', external: false, realName: 'real-name'},
    ])
    expect(decodeFixture('three-static-ips').compose.networks).toEqual([{name: 'cluster', subnets: ['10.50.0.0/24']}])
  })

  it('knows what configs put into a container', () => {
    expect(serviceIn('config-file', 'by-config').configs).toEqual([
      {
        source: 'etc/region.yaml',
        content: null,
        target: '/etc/dkron/dkron.yaml',
        place: {file: 'docker-compose.yml', line: 26, column: 9},
      },
    ])
    const text = 'services: {a: {image: x, configs: [short]}}\nconfigs: {short: {external: true}}\n'
    const [service] = decodeCompose([{path: 'f', text}], {}).compose?.services ?? []
    expect(service?.configs).toMatchObject([{source: null, content: null, target: '/short'}])
  })

  it('reads the old form of an external volume', () => {
    const text = 'services: {a: {image: x}}\nvolumes: {data: {external: {name: real}}}\n'
    expect(decodeCompose([{path: 'f', text}], {}).compose?.volumes).toEqual([
      {name: 'data', external: true, realName: 'real'},
    ])
  })
})

describe('trouble is a value', () => {
  const problemsOf = (text: string, load?: (path: string) => string | null) =>
    decodeCompose([{path: 'c.yml', text}], {}, load).problems.map(
      p => `${p.place.line}:${p.place.column} ${p.severity} ${p.message}`,
    )

  it('says where a file is no YAML', () => {
    const {compose, problems} = decodeCompose([{path: 'c.yml', text: 'services:\n  a:\n\timage: x\n'}], {})
    expect(compose).toBeNull()
    expect(problems[0]).toMatchObject({severity: 'error', place: {file: 'c.yml', line: 3}})
  })

  it('says that there is no service', () => {
    expect(problemsOf('')).toEqual(['1:1 error holds no service'])
    expect(problemsOf('just text')).toEqual(['1:1 error holds no service'])
    expect(problemsOf('services: [a, b]')).toEqual(['1:1 error holds no service'])
  })

  it('names what extends, include and env_file do not find', () => {
    expect(problemsOf('services:\n  a:\n    image: x\n    extends: {service: b}\n')).toEqual([
      '4:14 error extends service "b", which c.yml does not have',
    ])
    expect(problemsOf('services:\n  a:\n    image: x\n    extends: {file: gone.yml, service: b}\n')).toEqual([
      '4:14 error extends a service of gone.yml, which cannot be read',
    ])
    expect(problemsOf('include: [gone.yml]\nservices: {a: {image: x}}\n')).toEqual([
      '1:11 error includes gone.yml, which cannot be read',
    ])
    expect(problemsOf('services:\n  a:\n    image: x\n    env_file: gone.env\n')).toEqual([
      '4:15 error env_file gone.env cannot be read',
    ])
  })

  it('ends for services and files that extend or include one another', () => {
    const circle = 'services:\n  a: {image: x, extends: b}\n  b: {extends: a}\n'
    expect(problemsOf(circle).some(p => p.includes('extends itself'))).toBe(true)
    const own = 'include: [c.yml]\nservices: {a: {image: x, extends: {file: ./d.yml, service: a}}}\n'
    const other = 'services: {a: {extends: {file: d.yml, service: a}}}'
    expect(problemsOf(own, () => other).some(p => p.includes('extends itself'))).toBe(true)
  })

  it('warns of a variable that is set nowhere and keeps its name in the value', () => {
    const {problems} = decodeFixture('unset-variable')
    expect(problems).toEqual([
      {
        place: {file: 'unset-variable.yml', line: 4, column: 14},
        message: 'variable DOCTOR_TEST_NODE is not set in the shell or in .env',
        severity: 'warning',
      },
    ])
  })

  it('is not blown up by anchors in anchors, deep nesting or anchors that hold themselves', () => {
    const levels = Array.from({length: 40}, (_, i) => `l${i + 1}: &l${i + 1} [*l${i}, *l${i}, *l${i}]`)
    const bomb = `l0: &l0 [x]\n${levels.join('\n')}\nservices: {a: {image: x, labels: *l40}}\n`
    expect(decodeCompose([{path: 'c.yml', text: bomb}], {}).compose?.services).toHaveLength(1)
    expect(problemsOf(`services: {a: ${'['.repeat(5000)}${']'.repeat(5000)}}`)).not.toEqual([])
    expect(problemsOf('services: &s\n  a: {image: x, labels: *s}\n')).toEqual(['2:25 error *s contains itself'])
  })

  it('never throws, whatever the text', () => {
    const word = fc.constantFrom(
      ...['services:', '\n', '  ', 'a:', 'image: x', 'command:', '- ', '&a ', '*a', '<<: ', '{', '}', '[', ']', ','],
      ...[
        "'",
        '"',
        '|',
        '>',
        '$',
        '${A',
        '}',
        ':-',
        '!reset ',
        'extends: a',
        'volumes:',
        ':',
        '#',
        '\t',
        '\r\n',
        'null',
      ],
    )
    const text = fc.oneof(
      fc.string(),
      fc.string({unit: 'binary'}),
      fc.array(word, {maxLength: 40}).map(w => w.join('')),
    )
    fc.assert(
      fc.property(text, text, (a, b) => {
        decodeCompose(
          [
            {path: 'a.yml', text: a},
            {path: 'b.yml', text: b},
          ],
          {A: '$A'},
          () => b,
        )
      }),
      {numRuns: 1000},
    )
  })

  it('never throws for a fixture with some bytes changed', () => {
    const texts = composeFixtures
      .filter(name => existsSync(join(composeFolder, `${name}.yml`)))
      .map(name => readFileSync(join(composeFolder, `${name}.yml`), 'utf8'))
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.nat(), fc.nat(20), fc.string({maxLength: 5}), (text, at, cut, put) => {
        const i = at % text.length
        decodeCompose([{path: 'c.yml', text: text.slice(0, i) + put + text.slice(i + cut)}], {})
      }),
      {numRuns: 500},
    )
  })
})
