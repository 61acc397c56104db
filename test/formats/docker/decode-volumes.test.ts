import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {boundFolder} from '../../../src/formats/docker/bound-folder.ts'
import {decodeVolumes} from '../../../src/formats/docker/decode-volumes.ts'

const volume = (more: object) => ({
  CreatedAt: '2026-11-21T11:39:20Z',
  Driver: 'local',
  Labels: null,
  Mountpoint: '/var/lib/docker/volumes/v/_data',
  Name: 'v',
  Options: null,
  Scope: 'local',
  ...more,
})
const decoded = (...volumes: object[]) => decodeVolumes(JSON.stringify(volumes), 'engine')

describe('decodeVolumes', () => {
  it('reads a plain folder', () => {
    const [plain] = decoded(volume({}))
    expect(plain).toEqual({
      name: 'v',
      driver: 'local',
      mountpoint: '/var/lib/docker/volumes/v/_data',
      mounts: null,
      compose: null,
      source: 'engine',
    })
    expect(plain && boundFolder(plain)).toBeNull()
  })

  it("knows compose's labels", () => {
    const labels = {
      'com.docker.compose.project': 'p',
      'com.docker.compose.volume': 'data',
      'com.docker.compose.version': '2',
    }
    expect(decoded(volume({Labels: labels}))[0]?.compose).toEqual({project: 'p', volume: 'data'})
  })

  it.each([
    [{device: '/srv/dkron', o: 'bind', type: 'none'}, '/srv/dkron'],
    [{device: '/srv/dkron', o: 'uid=0,rbind'}, '/srv/dkron'],
    [{device: ':/export', o: 'addr=10.0.0.1,rw', type: 'nfs'}, null],
    [{device: 'tmpfs', type: 'tmpfs'}, null],
  ])('options %j', (options, folder) => {
    const [found] = decoded(volume({Options: options}))
    expect(found?.mounts).not.toBeNull()
    expect(found && boundFolder(found)).toBe(folder)
  })

  it('never throws, whatever the text', () => {
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .array(fc.record({Name: fc.jsonValue(), Labels: fc.jsonValue(), Options: fc.jsonValue()}))
        .map(v => JSON.stringify(v)),
    )
    fc.assert(fc.property(text, t => void decodeVolumes(t, 'x').map(boundFolder)))
  })
})
