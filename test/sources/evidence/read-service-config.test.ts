import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {configGap, settingsOfService} from '../../../src/formats/dkron/settings-of.ts'
import {readCompose} from '../../../src/sources/evidence/read-compose.ts'
import {composeFolder} from '../../formats/compose/compose-fixtures.ts'

const folder = join(composeFolder, 'config-file')
const {compose, unread} = readCompose([join(folder, 'docker-compose.yml')], [])

function service(name: string) {
  const found = compose[0]?.services.find(s => s.name === name)
  if (!found) throw new Error(`no service ${name}`)
  return found
}

/** Server ID by flags, variables and config file, with the place it stands at. */
function named(name: string) {
  const {nodeName} = settingsOfService(service(name))
  return nodeName && [nodeName.value, nodeName.origin.text.replace(folder, '.')]
}

describe('config files that a compose file mounts', () => {
  it('can be read', () => expect(unread).toEqual([]))

  it('a file, with the line of each setting', () => {
    const settings = settingsOfService(service('mounted'))
    expect(settings).toMatchObject({server: true, dataDir: {value: '/dkron.data'}})
    expect(named('mounted')).toEqual(['from-yml', 'node-name in ./dkron.yml:3'])
    expect(settings.bootstrapExpect?.origin.place).toEqual({file: join(folder, 'dkron.yml'), line: 4, column: 1})
  })

  it('a folder with the file that --config names', () => {
    const settings = settingsOfService(service('folder'))
    expect(named('folder')).toEqual(['from-toml', 'node-name in ./etc/server.toml:2'])
    expect(settings.retryJoin).toEqual(['a', 'b'])
    expect(settings.logLevel?.origin.kind).toBe('flag')
  })

  it('configs, from a file and from a text in the compose file itself', () => {
    expect(named('by-config')).toEqual(['from-config', 'node-name in ./etc/region.yaml:3'])
    expect(settingsOfService(service('by-config')).region).toMatchObject({
      value: 'us',
      origin: {kind: 'environment', text: 'DKRON_REGION'},
    })
    expect(named('inline')).toEqual(['inline-1', 'node-name in ./docker-compose.yml:59'])
  })

  it('one that does not parse sets nothing', () => {
    expect(named('broken')).toBeNull()
    expect(service('broken').config).toMatchObject({state: 'read', value: {problem: expect.stringMatching(/^line \d/)}})
    expect(configGap(service('broken'))).toBeNull()
  })

  it('what cannot be read may set anything', () => {
    expect(configGap(service('missing'))).toEqual({where: join(folder, 'not-saved.yml'), reason: 'is not there'})
    expect(configGap(service('in-volume'))).toEqual({
      where: 'config file of in-volume',
      reason: 'it is mounted, and was not read',
    })
    expect(configGap(service('mounted'))).toBeNull()
  })
})
