import {mkdirSync, realpathSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import type {Container} from '../../../src/case/case.ts'
import type {CronicleServer, CronicleStorage} from '../../../src/case/cronicle.ts'
import {absent, read} from '../../../src/case/read.ts'
import {decodeInspect} from '../../../src/formats/docker/decode-inspect.ts'
import {joinContainers} from '../../../src/sources/cronicle/join-containers.ts'
import {collectCapture, unpackCapture} from '../../cronicle-captures.ts'

async function captured() {
  const c = await collectCapture(realpathSync(unpackCapture('k1d-fix-config-hostname')), ['primary'])
  const [server] = c.cronicle?.servers ?? []
  if (!server?.folder) throw new Error('no folder was read')
  return {server, folder: server.folder}
}

function container(name: string, mounts: readonly (readonly [string, string])[], running = true): Container {
  const Mounts = mounts.map(([Source, Destination]) => ({Type: 'bind', Source, Destination, RW: true}))
  const text = JSON.stringify([{Id: name.padEnd(64, '0'), Name: `/${name}`, State: {Running: running}, Mounts}])
  const [made] = decodeInspect(text, `container ${name}`).containers
  if (made === undefined) throw new Error('no container was decoded')
  return made
}

/** What Docker shows of the same server. */
function inside(server: CronicleServer, {id, name}: Container): CronicleServer {
  if (server.config.state !== 'read' || server.storage.state !== 'read') throw new Error('not read')
  const storage: CronicleStorage = {...server.storage.value, baseDir: `${name}:/opt/cronicle/data`}
  return {
    ...server,
    label: name,
    role: 'unknown',
    folder: null,
    containerId: id,
    config: read({...server.config.value, file: `${name}:/opt/cronicle/conf/config.json`}),
    storage: read(storage),
    environment: read([{name: 'CRONICLE_master', value: '1', secret: false}]),
    osHostname: read('a1b2c3d4e5f6'),
    logs: [],
  }
}

test('a folder whose data a container mounts is one server with it; its records stay files of the host', async () => {
  const {server, folder} = await captured()
  const made = container('cron', [[join(folder, 'data'), '/opt/cronicle/data']])
  const shown = inside(server, made)
  expect(joinContainers([server], [shown], [made])).toEqual([
    {
      ...server,
      containerId: made.id,
      environment: shown.environment,
      osHostname: shown.osHostname,
      interfaces: shown.interfaces,
      // Neither is mounted: those of the folder say nothing of the container.
      config: shown.config,
      logs: shown.logs,
    },
  ])
})

test('what is mounted beside the data is taken from the folder', async () => {
  const {server, folder} = await captured()
  const made = container('cron', [[folder, '/opt/cronicle']])
  const [joined, ...more] = joinContainers([server], [inside(server, made)], [made])
  expect(more).toEqual([])
  expect(joined).toMatchObject({containerId: made.id, config: server.config, logs: server.logs})
})

test('of two containers with the same data the one that runs counts, and neither is a server of its own', async () => {
  const {server, folder} = await captured()
  const mount = [[join(folder, 'data'), '/opt/cronicle/data']] as const
  const [old, made] = [container('old', mount, false), container('cron', mount)]
  const joined = joinContainers([server], [inside(server, old), inside(server, made)], [old, made])
  expect(joined).toMatchObject([{folder, containerId: made.id}])
})

test('a container that has its records elsewhere, or none, is another server', async () => {
  const {server, folder} = await captured()
  mkdirSync(join(folder, '../other/data'), {recursive: true})
  const others = [
    container('elsewhere', [[join(folder, '../other/data'), '/opt/cronicle/data']]),
    container('backup', [[folder, '/backup']]),
    container('whole', [['/', '/opt/cronicle']]),
  ]
  const live = others.map(c => inside(server, c))
  const worker = container('worker', [[join(folder, 'data'), '/opt/cronicle/data']])
  const all = [...live, {...inside(server, worker), storage: absent('global/servers')}]
  expect(joinContainers([server], all, [...others, worker])).toEqual([server, ...all])
})
