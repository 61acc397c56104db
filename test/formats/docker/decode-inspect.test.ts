import {readFileSync} from 'node:fs'
import {basename} from 'node:path'
import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {decodeInspect, decodeNetworkInspect} from '../../../src/formats/docker/decode-inspect.ts'
import {captures, factsOf, filesOf} from '../captures.ts'

describe('docker inspect of the captured cases', () => {
  it.each(captures)('%s', capture => {
    const facts = factsOf(capture)
    const files = filesOf(capture, 'inspect-')
    expect(files.length).toBeGreaterThan(0)
    for (const file of files) {
      const {containers, problems} = decodeInspect(readFileSync(file, 'utf8'), file)
      expect(problems).toEqual([])
      expect(containers).toHaveLength(1)
      const [container] = containers
      if (!container) return
      const name = basename(file).slice('inspect-'.length, -'.json'.length)
      const seen = facts.containers[name]
      expect(container.name).toBe(name)
      expect(container.source).toBe(file)
      expect(container.id.slice(0, 12)).toBe(seen?.id)
      expect(container.hostname).toBe(seen?.host)
      expect(container.commandLine).toEqual(['/dkron', ...(seen?.cmd ?? [])])
      expect(container.status).toBe(seen?.state)
      expect(container.running).toBe(seen?.state === 'running')
      expect(container.exitCode).toBe(seen?.exit)
      expect(container.image).toBe(`dkron:${facts.dkron_version.slice(1)}`)
      expect(container.compose?.files.map(f => basename(f))).toEqual(['docker-compose.yml'])
      const mounts = capture.endsWith('no-volume') ? [] : [['bind', '/dkron.data', true]]
      expect(container.mounts.map(m => [m.type, m.destination, m.writable])).toEqual(mounts)
      const networks = Object.entries(seen?.nets ?? {}).map(([network, [address, aliases]]) => [
        network,
        address === '' ? null : address,
        [...(aliases ?? [])].sort(),
      ])
      expect(container.networks.map(n => [n.network, n.address, [...n.aliases].sort()])).toEqual(networks)
    }
  })

  it('keeps what only some of them have', () => {
    const read = (capture: string) => {
      const [file = ''] = filesOf(capture, 'inspect-')
      const [container] = decodeInspect(readFileSync(file, 'utf8'), file).containers
      if (!container) throw new Error(`${capture} has no container`)
      return container
    }
    expect(read('v4.0.9-e2d-alias-only-new-ip').networks[0]).toMatchObject({fixedAddress: '10.77.14.20'})
    expect(read('v4.0.9-e1-1-down-up-new-id-new-ip').networks[0]?.fixedAddress).toBeNull()
    expect(read('v4.0.9-e5-raftdb-zeroed-page').oomKilled).toBe(true)
    expect(read('v4.0.9-w3-env-node-name').env).toContain('DKRON_NODE_NAME=dk1')
    expect(read('v4.0.9-e1-1-down-up-new-id-new-ip')).toMatchObject({
      restartPolicy: '',
      networkMode: 'e1_default',
      startedAt: '2026-11-21T03:02:27.400086413Z',
      compose: {project: 'e1', service: 'dkron', number: 1, workingDir: '.'},
    })
  })
})

describe('other shapes', () => {
  const podman = {
    Id: '5f1d2c',
    Created: '2026-01-02T03:04:05.6+01:00',
    Path: '/usr/local/bin/dkron',
    Args: ['agent', '--server'],
    State: {Status: 'exited', Running: false, ExitCode: 2, OOMKilled: false, StartedAt: '0001-01-01T00:00:00Z'},
    Image: '0a1b2c',
    ImageName: 'docker.io/dkron/dkron:4.0.9',
    Name: 'cron_dkron_1',
    Mounts: [
      {Type: 'volume', Name: 'data', Source: '/var/lib/containers/data/_data', Destination: '/dkron.data', RW: true},
      {Type: 'bind', Name: '', Source: '/etc/x', Destination: '/etc/dkron', RW: false},
    ],
    Config: {
      Hostname: '5f1d2c3b4a59',
      Entrypoint: '/usr/local/bin/dkron',
      Cmd: ['agent'],
      Labels: {'io.podman.compose.project': 'cron', 'com.docker.compose.service': 'dkron'},
    },
    NetworkSettings: {IPAddress: '10.88.0.5', Networks: null},
    HostConfig: {NetworkMode: 'bridge', Tmpfs: {'/scratch': 'rw,size=1m', '/ro': 'ro'}},
  }

  it('reads podman', () => {
    const {containers, problems} = decodeInspect(JSON.stringify([podman]), 'p.json')
    expect(problems).toEqual([])
    expect(containers[0]).toMatchObject({
      name: 'cron_dkron_1',
      image: 'docker.io/dkron/dkron:4.0.9',
      hostname: '5f1d2c3b4a59',
      commandLine: ['/usr/local/bin/dkron', 'agent', '--server'],
      running: false,
      startedAt: null,
      networks: [{network: 'bridge', address: '10.88.0.5', aliases: [], fixedAddress: null}],
      compose: {project: 'cron', service: 'dkron', number: 1, files: []},
    })
    expect(containers[0]?.mounts.map(m => [m.type, m.destination, m.volume, m.writable])).toEqual([
      ['volume', '/dkron.data', 'data', true],
      ['bind', '/etc/dkron', null, false],
      ['tmpfs', '/scratch', null, true],
      ['tmpfs', '/ro', null, false],
    ])
  })

  it('takes the entrypoint as text or list when Path is missing', () => {
    const {Path, Args, ...rest} = podman
    const line = (config: unknown) =>
      decodeInspect(JSON.stringify({...rest, Config: config}), 'p').containers[0]?.commandLine
    expect([Path, ...Args]).toHaveLength(3)
    expect(line({Entrypoint: '/dkron', Cmd: ['agent']})).toEqual(['/dkron', 'agent'])
    expect(line({Entrypoint: ['/dkron'], Cmd: null})).toEqual(['/dkron'])
    expect(line({})).toEqual([])
  })

  it('takes one object, one object a line, and a byte order mark', () => {
    const one = JSON.stringify(podman)
    expect(decodeInspect(one, 'p').containers).toHaveLength(1)
    expect(decodeInspect(`${one}\n${one}\n`, 'p').containers).toHaveLength(2)
    expect(decodeInspect(`\uFEFF[${one}]`, 'p').containers).toHaveLength(1)
  })

  it('says what is no container', () => {
    const problems = (text: string) => decodeInspect(text, 'p').problems
    expect(problems('')).toEqual(['is empty'])
    expect(problems('[]')).toEqual(['holds no container'])
    expect(problems('[{"Name":"n","IPAM":{}}]')).toEqual(['n is a network, not a container'])
    expect(problems('[{"Name":"v","Mountpoint":"/x"}]')).toEqual(['v is a volume, not a container'])
    expect(problems('[{"Config":{},"RepoTags":[]}]')).toEqual(['an entry is an image, not a container'])
    expect(problems('[null, 1]')).toEqual([
      'holds null where an object belongs',
      'holds a number where an object belongs',
    ])
    expect(problems('Error: No such object: x')[0]).toMatch(/^is no JSON: /)
  })

  it('reads on when fields are missing or of another type', () => {
    const {containers} = decodeInspect('[{"Id":1,"State":{},"Config":{"Env":"x","Labels":[]},"Mounts":{}}]', 'p')
    expect(containers[0]).toMatchObject({id: '', env: [], mounts: [], networks: [], compose: null, running: false})
  })
})

describe('docker network inspect', () => {
  it.each(captures)('%s', capture => {
    const addresses = Object.values(factsOf(capture).containers).flatMap(c => Object.values(c.nets).map(n => n[0]))
    for (const file of filesOf(capture, 'network-')) {
      const {networks, problems} = decodeNetworkInspect(readFileSync(file, 'utf8'), file)
      expect(problems).toEqual([])
      expect(networks).toHaveLength(1)
      const network = networks[0]
      expect(`network-${network?.name}.json`).toBe(basename(file))
      expect(network?.subnets).toHaveLength(1)
      const members = network?.members.map(m => m.address) ?? []
      for (const address of addresses) if (address !== '') expect(members).toContain(address)
    }
  })

  it('reads podman and says what is no network', () => {
    const text = JSON.stringify([
      {
        name: 'podman',
        id: '2f259bab',
        driver: 'bridge',
        subnets: [{subnet: '10.88.0.0/16', gateway: '10.88.0.1'}],
        containers: {'5f1d': {name: 'dkron', interfaces: {eth0: {subnets: [{ipnet: '10.88.0.5/16'}]}}}},
      },
      {Name: '/c', State: {}},
      {},
    ])
    expect(decodeNetworkInspect(text, 'p')).toEqual({
      networks: [
        {
          name: 'podman',
          id: '2f259bab',
          driver: 'bridge',
          subnets: ['10.88.0.0/16'],
          members: [{containerId: '5f1d', name: 'dkron', address: '10.88.0.5'}],
          source: 'p',
        },
      ],
      problems: ['/c is a container, not a network', 'holds an entry without a name, so it is no network'],
    })
  })
})

it('never throws, whatever the text', () => {
  const shapes = fc.record({
    Name: fc.jsonValue(),
    State: fc.jsonValue(),
    Config: fc.jsonValue(),
    Mounts: fc.jsonValue(),
    HostConfig: fc.jsonValue(),
    NetworkSettings: fc.record({Networks: fc.jsonValue()}),
    IPAM: fc.jsonValue(),
    Containers: fc.jsonValue(),
    subnets: fc.jsonValue(),
  })
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    fc.array(shapes).map(s => JSON.stringify(s)),
  )
  fc.assert(
    fc.property(text, t => {
      decodeInspect(t, 's')
      decodeNetworkInspect(t, 's')
    }),
    {numRuns: 500},
  )
})
