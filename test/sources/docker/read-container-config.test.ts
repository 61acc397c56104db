import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {packTar} from 'modern-tar'
import {describe, expect, it} from 'vitest'
import type {Container, Mount} from '../../../src/case/case.ts'
import {notCollected} from '../../../src/case/read.ts'
import type {Engine, EngineFiles} from '../../../src/sources/docker/engine.ts'
import {readContainerConfig} from '../../../src/sources/docker/read-container-config.ts'
import {scratch} from '../../unpack.ts'

type Files = Readonly<Record<string, string | 'a folder' | Error>>

/** An engine whose containers hold these files; `asked` notes what it was asked for. */
function engineWith(files: Files, local = true) {
  const asked: string[] = []
  const refuse = () => Promise.reject(new Error('not asked for here'))
  const engine: Engine & EngineFiles = {
    where: 'engine',
    local,
    listContainers: refuse,
    inspectContainer: refuse,
    inspectNetwork: refuse,
    listVolumes: refuse,
    readEvents: refuse,
    readLog: refuse,
    hasPath: async (_, path) => {
      asked.push(`? ${path}`)
      return Object.keys(files).some(file => file.startsWith(`${path}/`))
    },
    readFile: async (_, path, most) => {
      asked.push(path)
      const content = files[path]
      if (content === undefined) return {absent: true}
      if (content instanceof Error) throw content
      if (content.length > most) return {tooLarge: content.length}
      const folder = content === 'a folder'
      const header = {
        name: 'x',
        size: folder ? 0 : content.length,
        type: folder ? ('directory' as const) : ('file' as const),
      }
      return {tar: await packTar([folder ? {header} : {header, body: content}])}
    },
  }
  return {engine, asked}
}

const container = (more: Partial<Container>) =>
  ({
    id: 'c1',
    name: 'dkron_1',
    commandLine: ['/dkron', 'agent', '--server'],
    env: [],
    user: '',
    workingDir: '/opt/local/dkron',
    mounts: [],
    config: notCollected,
    ...more,
  }) as unknown as Container

const mount = (source: string, destination: string, type = 'bind'): Mount => ({
  type,
  source,
  destination,
  volume: type === 'volume' ? 'v' : null,
  writable: true,
})

function hostFile(text: string, name = 'dkron.yml'): string {
  const file = join(scratch(), name)
  writeFileSync(file, text)
  return file
}

const named = (value: string, line = 1) => [{name: 'node-name', value, line}]

describe('readContainerConfig', () => {
  it('reads a mounted file from this host, without asking the engine for it', async () => {
    const file = hostFile('server: true\nnode-name: n1\nmail-password: secret\n')
    const {engine, asked} = engineWith({})
    const got = await readContainerConfig(container({mounts: [mount(file, '/etc/dkron/dkron.yml')]}), engine)
    expect(got).toEqual({
      state: 'read',
      value: {
        file,
        inside: '/etc/dkron/dkron.yml',
        problem: null,
        settings: [
          {name: 'server', value: 'true', line: 1},
          {name: 'node-name', value: 'n1', line: 2},
        ],
      },
    })
    expect(asked).toEqual(['? /etc/dkron'])
  })

  it('reads a file in a mounted folder or volume', async () => {
    const folder = scratch()
    writeFileSync(join(folder, 'dkron.json'), '{"node-name": "n2"}')
    for (const type of ['bind', 'volume']) {
      const {engine} = engineWith({})
      const got = await readContainerConfig(container({mounts: [mount(folder, '/etc/dkron', type)]}), engine)
      expect(got).toMatchObject({state: 'read', value: {file: join(folder, 'dkron.json'), settings: named('n2')}})
    }
  })

  it('takes the first file in Dkron’s order of endings and folders, or the one it is told', async () => {
    const mounts = [
      mount(hostFile('node-name: yml'), '/etc/dkron/dkron.yml'),
      mount(hostFile('node-name = "toml"', 'dkron.toml'), '/etc/dkron/dkron.toml'),
      mount(hostFile('node-name: home'), '/home/me/.dkron/dkron.yml'),
      mount(hostFile('node-name: working'), '/opt/local/dkron/config/dkron.yaml'),
      mount(hostFile('node-name: told'), '/opt/local/dkron/my.yml'),
    ]
    const nameOf = async (more: Partial<Container>) => {
      const got = await readContainerConfig(container({env: ['HOME=/home/me'], ...more}), engineWith({}).engine)
      return got.state === 'read' ? got.value.settings[0]?.value : got.state
    }
    expect(await nameOf({mounts})).toBe('toml')
    expect(await nameOf({mounts: mounts.slice(2)})).toBe('home')
    expect(await nameOf({mounts: mounts.slice(2), env: []})).toBe('working')
    expect(await nameOf({mounts: mounts.slice(3)})).toBe('working')
    expect(await nameOf({mounts, commandLine: ['dkron', '--config', 'my.yml', 'agent']})).toBe('told')
    expect(await nameOf({mounts, commandLine: ['dkron', 'agent', '--config=/no/such.yml']})).toBe('absent')
    expect(await nameOf({mounts, commandLine: ['nginx']})).toBe('not-collected')
  })

  it('asks the engine for what no mount holds, and says where it found it', async () => {
    const {engine} = engineWith({'/etc/dkron/dkron.yml': 'node-name: image\n'})
    expect(await readContainerConfig(container({}), engine)).toMatchObject({
      state: 'read',
      value: {file: 'dkron_1:/etc/dkron/dkron.yml', settings: named('image')},
    })
    const nothing = engineWith({})
    expect(await readContainerConfig(container({}), nothing.engine)).toEqual({
      state: 'absent',
      where: 'no config file in /etc/dkron, /root/.dkron, /opt/local/dkron/config',
    })
    expect(nothing.asked).toEqual(['? /etc/dkron', '? /root/.dkron', '? /opt/local/dkron/config'])
  })

  it('asks the engine for a mount of another host, of memory, and one this host does not show', async () => {
    const inside = {'/etc/dkron/dkron.yml': 'node-name: engine\n'}
    const file = hostFile('node-name: of-this-host')
    const cases: [boolean, Mount][] = [
      [false, mount(file, '/etc/dkron/dkron.yml')],
      [true, mount('', '/etc/dkron', 'tmpfs')],
      [true, mount('/no/such/folder', '/etc/dkron')],
    ]
    for (const [local, m] of cases) {
      const got = await readContainerConfig(container({mounts: [m]}), engineWith(inside, local).engine)
      expect(got).toMatchObject({state: 'read', value: {settings: named('engine')}})
    }
  })

  it('follows no link out of the mounted folder: to the container it leads elsewhere', async () => {
    const folder = scratch()
    symlinkSync(hostFile('node-name: wrong'), join(folder, 'dkron.yml'))
    const {engine} = engineWith({'/etc/dkron/dkron.yml': 'node-name: right\n'})
    const got = await readContainerConfig(container({mounts: [mount(folder, '/etc/dkron')]}), engine)
    expect(got).toMatchObject({state: 'read', value: {settings: named('right')}})
  })

  it('a folder in its place is passed over, and so is a file that does not parse', async () => {
    const folder = join(scratch(), 'dkron.yml')
    mkdirSync(folder)
    const got = await readContainerConfig(
      container({mounts: [mount(folder, '/etc/dkron/dkron.yml')]}),
      engineWith({}).engine,
    )
    expect(got).toMatchObject({state: 'read', value: {settings: [], problem: expect.stringContaining('is a folder')}})
    const made = await readContainerConfig(container({}), engineWith({'/etc/dkron/dkron.yml': 'a folder'}).engine)
    expect(made).toMatchObject({state: 'read', value: {settings: [], problem: expect.stringContaining('is a folder')}})
    const tab = await readContainerConfig(
      container({mounts: [mount(hostFile('a: 1\n\tb: 2\n'), '/etc/dkron/dkron.yml')]}),
      engineWith({}).engine,
    )
    expect(tab).toMatchObject({state: 'read', value: {settings: [], problem: expect.stringMatching(/^line 2/)}})
  })

  it('is unreadable when it is mounted and cannot be had, and not collected when it is hardly there', async () => {
    const large = {'/etc/dkron/dkron.yml': 'x'.repeat(1 << 20)}
    const gone = mount('/no/such/file', '/etc/dkron/dkron.yml')
    expect(await readContainerConfig(container({mounts: [gone]}), engineWith(large).engine)).toMatchObject({
      state: 'unreadable',
      reason: 'is larger than a config file can be',
    })
    const refused = {'/etc/dkron/dkron.yml': new Error('(HTTP code 501) not supported ')}
    expect(await readContainerConfig(container({mounts: [gone]}), engineWith(refused).engine)).toMatchObject({
      state: 'unreadable',
      reason: '(HTTP code 501) not supported',
    })
    expect(await readContainerConfig(container({}), engineWith(refused).engine)).toEqual(notCollected)
  })
})
