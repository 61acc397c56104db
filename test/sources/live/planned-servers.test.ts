import {describe, expect, it} from 'vitest'
import type {DockerVolume} from '../../../src/case/docker-volume.ts'
import {decodeCompose} from '../../../src/formats/compose/decode-compose.ts'
import {locatePlanned, plannedServers} from '../../../src/sources/live/planned-servers.ts'

const volume = (name: string, more: Partial<DockerVolume> = {}): DockerVolume => ({
  name,
  driver: 'local',
  mountpoint: `/volumes/${name}/_data`,
  mounts: null,
  compose: null,
  source: 'engine',
  ...more,
})
const labelled = (project: string, key: string) => ({compose: {project, volume: key}})

/** Where the servers of a compose file in /srv/My.App-1 keep their data, given these volumes. */
function placesOf(text: string, volumes: readonly DockerVolume[] = [], env: Record<string, string> = {}) {
  const {compose} = decodeCompose([{path: 'docker-compose.yml', text}], env)
  if (compose === null) throw new Error('no compose file')
  return plannedServers(compose, '/srv/My.App-1').map(p => locatePlanned(p, volumes))
}

const service = (mounts: string, rest = '') => `services:
  db: {image: postgres}
  dkron:
    image: dkron/dkron:4.0.9
    command: dkron agent --server --data-dir=/data
    volumes: [${mounts}]
${rest}`

describe('where a compose file lets its servers keep their data', () => {
  it('a folder, relative to the project', () => {
    expect(placesOf(service('./d:/data'))).toEqual([{folder: '/srv/My.App-1/d'}])
    expect(placesOf(service('/abs:/'))).toEqual([{folder: '/abs/data'}])
    expect(placesOf(service('../up:/data'))).toEqual([{folder: '/srv/up'}])
  })

  it('a volume of the project, by compose’s labels first, then by its name', () => {
    const text = service('data:/data', 'volumes: {data: }')
    expect(placesOf(text, [volume('x', labelled('myapp-1', 'data'))])).toEqual([{folder: '/volumes/x/_data'}])
    expect(placesOf(text, [volume('myapp-1_data')])).toEqual([{folder: '/volumes/myapp-1_data/_data'}])
    // Compose before 1.21.
    expect(placesOf(text, [volume('myapp1_data')])).toEqual([{folder: '/volumes/myapp1_data/_data'}])
    expect(placesOf(`name: other\n${text}`, [volume('myapp-1_data'), volume('other_data')])).toEqual([
      {folder: '/volumes/other_data/_data'},
    ])
    expect(placesOf(text, [volume('env_data')], {COMPOSE_PROJECT_NAME: 'env'})).toEqual([
      {folder: '/volumes/env_data/_data'},
    ])
  })

  it('a volume with a name of its own, and an external one', () => {
    const own = service('data:/data', 'volumes: {data: {name: prod}}')
    expect(placesOf(own, [volume('prod'), volume('myapp-1_data')])).toEqual([{folder: '/volumes/prod/_data'}])
    const external = service('data:/data', 'volumes: {data: {external: true}}')
    expect(placesOf(external, [volume('data'), volume('myapp-1_data')])).toEqual([{folder: '/volumes/data/_data'}])
  })

  it('below the volume’s folder, and where a volume only binds a folder, that one', () => {
    const text = service('data:/', 'volumes: {data: }')
    expect(placesOf(text, [volume('myapp-1_data')])).toEqual([{folder: '/volumes/myapp-1_data/_data/data'}])
    const bound = volume('myapp-1_data', {mounts: {device: '/srv/store', type: 'none', options: 'bind'}})
    expect(placesOf(text, [bound])).toEqual([{folder: '/srv/store/data'}])
  })

  it('does not take another project’s volume, nor the empty folder of one that is mounted in use only', () => {
    const text = service('data:/data', 'volumes: {data: }')
    expect(placesOf(text, [volume('other_data', labelled('other', 'data'))])).toEqual([
      {
        reason:
          'it lies in volume myapp-1_data, which the engine does not have; if it is other_data: doctor no-leader /volumes/other_data/_data',
      },
    ])
    expect(placesOf(text)).toEqual([
      {
        reason:
          'it lies in volume myapp-1_data, whose folder only the engine knows: docker volume inspect myapp-1_data',
      },
    ])
    const nfs = volume('myapp-1_data', {mounts: {device: ':/export', type: 'nfs', options: 'addr=10.0.0.1'}})
    expect(placesOf(text, [nfs])).toEqual([
      {
        reason:
          'volume myapp-1_data shows nfs :/export only while a container uses it: start one with it, then ask again',
      },
    ])
    const plugin = volume('myapp-1_data', {driver: 'rexray', mountpoint: ''})
    expect(placesOf(text, [plugin])[0]).toMatchObject({reason: expect.stringContaining('no folder on this host')})
  })

  it('nowhere', () => {
    expect(placesOf(service('/data'))).toEqual([{reason: 'its compose file gives it no folder and no named volume'}])
    expect(placesOf(service('other:/else', 'volumes: {other: }'))).toHaveLength(1)
  })
})
