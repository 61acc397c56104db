import {symlinkSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import type {Container} from '../../../src/case/case.ts'
import type {DockerVolume} from '../../../src/case/docker-volume.ts'
import {placesOfContainers, readPlaces} from '../../../src/sources/live/find-data-dirs.ts'
import {unpack} from '../../unpack.ts'

const container = (more: object) =>
  ({
    name: 'dkron_1',
    commandLine: ['/dkron', 'agent', '--server', '--data-dir=/data'],
    env: [],
    workingDir: '',
    running: true,
    mounts: [{type: 'volume', source: '/volumes/v/_data', destination: '/data', volume: 'v', writable: true}],
    config: {state: 'not-collected'},
    ...more,
  }) as unknown as Container

const nfs: DockerVolume = {
  name: 'v',
  driver: 'local',
  mountpoint: '/volumes/v/_data',
  mounts: {device: ':/export', type: 'nfs', options: ''},
  compose: null,
  source: 'engine',
}

describe('data-dirs of containers', () => {
  it('lie where the mount lies', () => {
    expect(placesOfContainers([container({})], [], true)).toEqual([{server: 'dkron_1', folder: '/volumes/v/_data'}])
    expect(placesOfContainers([container({mounts: []})], [], true)).toEqual([])
  })

  it('are not looked for in the empty folder of a volume that is mounted in use only', () => {
    expect(placesOfContainers([container({running: false})], [nfs], true)).toEqual([
      {server: 'dkron_1', reason: expect.stringContaining('only while a container uses it')},
    ])
    expect(placesOfContainers([container({})], [nfs], true)).toEqual([{server: 'dkron_1', folder: '/volumes/v/_data'}])
  })

  it('are not looked for here when the engine is on another host', () => {
    expect(placesOfContainers([container({})], [], false)).toEqual([
      {server: 'dkron_1', reason: "it is on the engine's host, in /volumes/v/_data: run doctor there"},
    ])
  })

  it('are read once each, and what cannot be read says why', () => {
    const folder = unpack('dkron/v4.0.9-e1-0-healthy-first-start/dkron.data.tar.gz')
    const data = join(folder, 'dkron.data')
    symlinkSync(data, join(folder, 'link'))
    const read = readPlaces(
      [
        {server: 'a', folder: data},
        {server: 'b', folder: join(folder, 'link')},
        {server: 'c', folder: join(folder, 'gone')},
        {server: 'd', reason: 'because'},
      ],
      false,
    )
    expect(read.dataDirs.map(d => d.path)).toEqual([data])
    expect(read.unread).toEqual([
      {where: `data-dir of c (${join(folder, 'gone')})`, reason: expect.any(String)},
      {where: 'data-dir of d', reason: 'because'},
    ])
  })
})
