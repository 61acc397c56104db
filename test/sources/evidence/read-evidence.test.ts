// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are compose's own
import {chmodSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {Readable} from 'node:stream'
import {afterEach, describe, expect, it} from 'vitest'
import {deriveFacts} from '../../../src/facts/derive.ts'
import {readEvidence} from '../../../src/sources/evidence/read-evidence.ts'
import {captures, factsOf, filesOf} from '../../formats/captures.ts'
import {scratch} from '../../unpack.ts'

const none = {inspect: [], network: [], compose: [], log: [], api: []}
const everything = (capture: string) => ({
  inspect: filesOf(capture, 'inspect-'),
  network: filesOf(capture, 'network-'),
  compose: filesOf(capture, 'docker-compose'),
  log: filesOf(capture, 'log-'),
  api: filesOf(capture, 'api-'),
})

describe('the captured cases', () => {
  it.each(captures)('%s', async capture => {
    const paths = everything(capture)
    const evidence = await readEvidence(paths)
    expect(evidence.unread).toEqual([])
    const names = Object.keys(factsOf(capture).containers).sort()
    expect(evidence.containers.map(c => c.name).sort()).toEqual(names)
    expect(evidence.networks).toHaveLength(paths.network.length)
    expect(evidence.compose).toHaveLength(1)
    // Every container was made from a service of the compose file.
    const services = evidence.compose[0]?.services.map(s => s.name)
    for (const c of evidence.containers) expect(services).toContain(c.compose?.service)
    expect(evidence.logs.map(l => l.server).sort()).toEqual(names)
    expect(evidence.logs.every(l => l.lines.length > 5)).toBe(true)
    for (const a of evidence.api) expect(names).toContain(a.server)
    expect(evidence.api).toHaveLength(paths.api.length)
  })

  it('is enough for every server to have its container, service, log and answers', async () => {
    const evidence = await readEvidence(everything('v4.0.9-e4-3-peersjson-on-all'))
    const told = {nodeNames: [], dkronVersion: null, offline: true}
    const empty = {dataDirs: [], volumes: [], events: [], probes: []}
    const {servers} = deriveFacts({schemaVersion: 1, ...empty, ...evidence, told})
    expect(servers).toHaveLength(3)
    for (const server of servers) {
      expect(server.compose?.service.name).toBe(server.container?.compose?.service)
      expect(server.api?.agentName).toBe(server.settings.state === 'read' && server.settings.value.nodeName?.value)
      expect(server.log?.hits.map(h => h.entry)).toContain('monitoring-leadership')
    }
  })
})

describe('what cannot be read', () => {
  it('becomes an entry with the reason', async () => {
    const folder = scratch()
    const file = (name: string, text: string) => {
      writeFileSync(join(folder, name), text)
      return join(folder, name)
    }
    const locked = file('locked.json', '[]')
    chmodSync(locked, 0o000)
    const gone = join(folder, 'gone')
    const paths = {
      inspect: [gone, folder, file('i.json', 'nonsense'), file('empty.json', '[]')],
      network: [file('n.json', '[{"State":{}}]')],
      compose: [file('c.yml', 'services:\n\ta: b'), file('none.yml', 'version: "3"'), gone, folder],
      log: [gone, folder, file('empty.log', ''), file('prose.txt', 'once upon\na time\n')],
      api: [file('a.json', '{"x":1}'), ...(process.getuid?.() === 0 ? [] : [locked])],
    }
    const {unread, ...rest} = await readEvidence(paths)
    expect(rest).toEqual({containers: [], networks: [], compose: [], logs: [], api: []})
    const said = unread.map(u => `${u.where.replace(folder, 'DIR')}: ${u.reason}`)
    expect(said.filter(s => !s.includes('locked'))).toEqual([
      'DIR/gone: no such file',
      'DIR: is a folder, not a file',
      expect.stringMatching(/^DIR\/i\.json: is no JSON: /),
      'DIR/empty.json: holds no container',
      'DIR/n.json: an entry is a container, not a network',
      'DIR/a.json: holds no answers of a Dkron API (paths such as /v1/leader)',
      'DIR/gone: no such file',
      'DIR: holds none of compose.yaml, compose.yml, docker-compose.yaml, docker-compose.yml',
      expect.stringMatching(/^DIR\/c\.yml:2: is no YAML: /),
      'DIR/none.yml:1: holds no service',
      'DIR/gone: no such file',
      'DIR: is a folder, not a file',
      'DIR/empty.log: is empty',
      'DIR/prose.txt: holds no line of a Dkron log',
    ])
    if (process.getuid?.() !== 0) expect(said.some(s => s.endsWith('locked.json: permission denied'))).toBe(true)
  })

  it('does not keep the rest from being read', async () => {
    const [good = ''] = filesOf('v4.0.9-e1-1-down-up-new-id-new-ip', 'inspect-')
    const {containers, unread} = await readEvidence({...none, inspect: ['/gone.json', good]})
    expect(containers).toHaveLength(1)
    expect(unread).toEqual([{where: '/gone.json', reason: 'no such file'}])
  })
})

describe('standard input', () => {
  const original = Object.getOwnPropertyDescriptor(process, 'stdin')
  afterEach(() => {
    if (original) Object.defineProperty(process, 'stdin', original)
  })
  const give = (text: string) =>
    Object.defineProperty(process, 'stdin', {value: Readable.from([Buffer.from(text)]), configurable: true})

  it('stands for one file of any kind', async () => {
    const [inspect = ''] = filesOf('v4.0.9-e4-1-healthy-3', 'inspect-')
    give(readFileSync(inspect, 'utf8'))
    const first = await readEvidence({...none, inspect: ['-'], api: ['-']})
    expect(first.containers[0]).toMatchObject({name: 'e24x1_s1_1', source: 'standard input'})
    expect(first.unread).toEqual([
      {where: 'standard input', reason: 'standard input was already read for another option'},
    ])

    const [log = ''] = filesOf('v4.0.9-e4-1-healthy-3', 'log-')
    give(readFileSync(log, 'utf8'))
    const second = await readEvidence({...none, log: ['-']})
    expect(second.logs[0]).toMatchObject({source: 'standard input', server: null, debug: true})

    give('services: {dkron: {image: "dkron/dkron:4.0.9"}}')
    const third = await readEvidence({...none, compose: ['-']})
    expect(third.compose[0]?.services[0]?.place).toMatchObject({file: '-', line: 1})
  })
})

describe('logs', () => {
  const line = (node: string, text = 'dkron: monitoring leadership') =>
    `time="2026-11-21T03:02:27Z" level=info msg="${text}" node=${node}`

  it('of several services in one file are taken apart, with the numbers of the file', async () => {
    const file = join(scratch(), 'all.txt')
    const texts = ['Attaching to s1-1, s2-1', `s1-1  | ${line('n1')}`, `s2-1  | ${line('n2')}`, `s1-1  | ${line('n1')}`]
    writeFileSync(file, texts.join('\n'))
    const {logs} = await readEvidence({...none, log: [file]})
    expect(logs.map(l => [l.server, l.lines.map(x => `${x.number} ${x.node}`)])).toEqual([
      ['s1-1', ['2 n1', '4 n1']],
      ['s2-1', ['3 n2']],
    ])
  })

  it('in UTF-16, as PowerShell writes them, are read like others', async () => {
    const folder = scratch()
    const text = `${line('n1')}\r\n${line('n1', 'dkron: cluster leadership acquired')}\r\n`
    writeFileSync(join(folder, 'n1.log'), Buffer.from(`\uFEFF${text}`, 'utf16le'))
    const [inspect = ''] = filesOf('v4.0.9-e4-1-healthy-3', 'inspect-')
    writeFileSync(join(folder, 'i.json'), Buffer.from(`\uFEFF${readFileSync(inspect, 'utf8')}`, 'utf16le'))
    const read = await readEvidence({...none, log: [join(folder, 'n1.log')], inspect: [join(folder, 'i.json')]})
    expect(read.unread).toEqual([])
    expect(read.containers).toHaveLength(1)
    expect(read.logs[0]).toMatchObject({
      server: 'n1',
      lines: [
        {number: 1, node: 'n1'},
        {number: 2, node: 'n1'},
      ],
    })
  })

  it('of any size are read as a stream, and lines of any length', async () => {
    const file = join(scratch(), 'big.log')
    const noise = `${line('n1', 'store: Setting job')}\n`.repeat(20_000)
    writeFileSync(file, `${noise}${'x'.repeat(3_000_000)}\n${line('n1', 'dkron: cluster leadership lost')}\n${noise}`)
    const [log] = (await readEvidence({...none, log: [file]})).logs
    expect(log?.lines.length).toBeLessThan(200)
    expect(log?.lines.find(l => l.text.includes('lost'))?.number).toBe(20_002)
    expect(log?.lines.at(-1)?.number).toBe(40_002)
  })
})

describe('compose files', () => {
  const write = (folder: string, files: Record<string, string>) => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(folder, name, '..'), {recursive: true})
      writeFileSync(join(folder, name), text)
    }
    return (name: string) => join(folder, name)
  }
  const service = (image: string, rest = '') => `services: {dkron: {image: "${image}"${rest}}}\n`

  it('take variables from .env beside them, and what they name from their folder', async () => {
    const at = write(scratch(), {
      'docker-compose.yml':
        'services: {dkron: {extends: {file: common/base.yml, service: base}, hostname: "$DOCTOR_TEST"}}',
      'common/base.yml': 'services: {base: {image: "dkron/dkron:${TAG}", env_file: base.env}}',
      'common/base.env': 'DKRON_NODE_NAME=n1\n',
      '.env': 'DOCTOR_TEST=h1\nTAG=4.0.9\n',
    })
    const {compose, unread} = await readEvidence({...none, compose: [at('docker-compose.yml')]})
    expect(unread).toEqual([])
    expect(compose[0]?.services[0]).toMatchObject({
      hostname: {value: 'h1'},
      image: {value: 'dkron/dkron:4.0.9', place: {file: at('common/base.yml')}},
      environment: [{name: 'DKRON_NODE_NAME', value: 'n1', place: {file: at('common/base.env'), line: 1}}],
    })
  })

  it('are found in a folder, with the override that compose takes by itself', async () => {
    const folder = scratch()
    write(folder, {
      'docker-compose.yml': service('dkron/dkron:3.2.7'),
      'docker-compose.override.yml': 'services: {dkron: {hostname: h1}}\n',
    })
    const {compose} = await readEvidence({...none, compose: [folder]})
    expect(compose).toHaveLength(1)
    expect(compose[0]?.files).toHaveLength(2)
    expect(compose[0]?.services[0]?.hostname?.value).toBe('h1')
  })

  it('are merged when one is an override, and apart when each stands alone', async () => {
    const at = write(scratch(), {
      'base.yml': service('dkron/dkron:3.2.7'),
      'over.yml': 'services: {dkron: {hostname: h1}}\n',
      'host2/base.yml': service('dkron/dkron:4.0.9'),
    })
    const {compose} = await readEvidence({...none, compose: ['base.yml', 'over.yml', 'host2/base.yml'].map(at)})
    expect(compose.map(c => [c.files.length, c.services[0]?.image?.value, c.services[0]?.hostname?.value])).toEqual([
      [2, 'dkron/dkron:3.2.7', 'h1'],
      [1, 'dkron/dkron:4.0.9', undefined],
    ])
  })

  it('are put together as the label of a container says', async () => {
    const label = '/srv/cron/base.yml,/srv/cron/prod.yml'
    const container = {
      State: {Status: 'running', Running: true},
      Config: {
        Labels: {
          'com.docker.compose.project': 'cron',
          'com.docker.compose.service': 'dkron',
          'com.docker.compose.project.config_files': label,
        },
      },
    }
    const at = write(scratch(), {
      'base.yml': service('dkron/dkron:3.2.7', ', hostname: base'),
      'prod.yml': service('dkron/dkron:4.0.9'),
      'inspect.json': JSON.stringify([container]),
    })
    const {compose} = await readEvidence({
      ...none,
      inspect: [at('inspect.json')],
      compose: [at('prod.yml'), at('base.yml')],
    })
    expect(compose).toHaveLength(1)
    expect(compose[0]?.services[0]).toMatchObject({image: {value: 'dkron/dkron:4.0.9'}, hostname: {value: 'base'}})
  })

  it('say which part is not known', async () => {
    const at = write(scratch(), {
      'c.yml': 'services:\n  dkron:\n    image: x\n    env_file: gone.env\n    hostname: ${DOCTOR_TEST_NONE}\n',
    })
    const {compose, unread} = await readEvidence({...none, compose: [at('c.yml')]})
    expect(compose[0]?.services[0]?.hostname?.value).toBe(`\${DOCTOR_TEST_NONE}`)
    expect(unread).toEqual([{where: `${at('c.yml')}:4`, reason: `env_file ${at('gone.env')} cannot be read`}])
  })
})
