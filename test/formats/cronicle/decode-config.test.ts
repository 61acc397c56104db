import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {decodeConfig} from '../../../src/formats/cronicle/decode-config.ts'
import {secretOf, settingOf} from '../../../src/formats/cronicle/effective-settings.ts'
import {isKnownSetting} from '../../../src/formats/cronicle/known-settings.ts'
import {variablesIn} from '../../../src/formats/cronicle/override.ts'
import {ownAddress, ownHostname} from '../../../src/formats/cronicle/own-identity.ts'
import {markSecret} from '../../../src/formats/cronicle/secret-mark.ts'
import {mutatedTexts} from '../../mutate.ts'

const text = `{
\t"secret_key": "top-secret",
\t"Hostname": "wrong-case",
\t"ip": "10.0.0.1",
\t"smtp_auth": {"pass": "mail-secret"},
\t"Storage": {"engine": "Filesystem", "Filesystem": {"base_dir": "data", "key_namespaces": 1}},
\t"WebServer": {"http_port": 3012},
\t"ip": "10.0.0.2"
}`
const mark = (secret: string) => `mark of ${secret.length}`
const decoded = decodeConfig(text, 'config.json', mark)
const config = 'config' in decoded ? decoded.config : null

const variables = (env: readonly string[]) => variablesIn(env, mark, isKnownSetting)
const interfaces = [
  {name: 'lo', address: '127.0.0.1', family: 'IPv4', internal: true},
  {name: 'eth0', address: '169.254.7.7', family: 'IPv4', internal: false},
  {name: 'eth0', address: 'fe80::1', family: 'IPv6', internal: false},
  {name: 'eth1', address: '192.168.1.5', family: 'IPv4', internal: false},
] as const
const sources = {config, environment: [], osHostname: 'OS-Name', interfaces}

describe('config.json', () => {
  it('keeps known settings with their places; of two equal keys the last', () => {
    expect(config?.settings.find(s => s.path === 'ip')).toEqual({
      path: 'ip',
      value: '10.0.0.2',
      place: {file: 'config.json', line: 8, column: 2},
    })
    expect(config?.settings.map(s => s.path)).not.toContain('hostname')
    expect(config?.misspelt).toEqual([
      {key: 'Hostname', meant: 'hostname', place: {file: 'config.json', line: 3, column: 2}},
    ])
  })

  it('keeps no secret, only a mark of the key', () => {
    expect(JSON.stringify(config)).not.toMatch(/top-secret|mail-secret/)
    expect(config?.secretKey?.mark).toBe('mark of 10')
  })

  it('says why Cronicle cannot start on it', () => {
    expect(decodeConfig('{"a": 1,}', 'f', mark)).toHaveProperty('reason')
    expect(decodeConfig('\ufeff{}', 'f', mark)).toHaveProperty('reason')
    expect(decodeConfig('[]', 'f', mark)).toHaveProperty('reason')
  })

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(mutatedTexts([text]), changed => {
        const got = decodeConfig(changed, 'f', mark)
        for (const s of 'config' in got ? got.config.settings : []) expect(s.place.line).toBeGreaterThan(0)
      }),
      {numRuns: 500},
    )
  })
})

describe('overrides by environment', () => {
  it('stand above the file, and look like numbers and booleans where they do', () => {
    const environment = variables([
      'CRONICLE_WebServer__http_port=8080',
      'CRONICLE_server_comm_use_hostnames=true',
      'A=b',
    ])
    expect(settingOf('WebServer/http_port', config, environment)?.value).toBe(8080)
    expect(settingOf('server_comm_use_hostnames', config, environment)?.value).toBe(true)
    expect(environment.map(v => v.name)).toEqual([
      'CRONICLE_WebServer__http_port',
      'CRONICLE_server_comm_use_hostnames',
    ])
  })

  it('of the secret key are kept as a mark, other unknown ones not at all', () => {
    const environment = variables(['CRONICLE_secret_key=top-secret', 'CRONICLE_smtp_auth__pass=mail-secret'])
    expect(JSON.stringify(environment)).not.toMatch(/top-secret|mail-secret/)
    expect(secretOf(null, environment)?.mark).toBe(config?.secretKey?.mark)
  })

  it('with the name in small letters are none', () => {
    expect(variables(['cronicle_hostname=x'])).toEqual([])
  })
})

describe('what a server calls itself', () => {
  it('takes hostname as set, and everything else in small letters', () => {
    expect(ownHostname(sources)?.value).toBe('os-name')
    expect(ownHostname({...sources, environment: variables(['HOST=Other'])})?.value).toBe('other')
    expect(ownHostname({...sources, environment: variables(['HOST=Other', 'HOSTNAME=Env'])})?.value).toBe('env')
    expect(ownHostname({...sources, environment: variables(['CRONICLE_hostname=Set', 'HOSTNAME=Env'])})?.value).toBe(
      'Set',
    )
  })

  it('takes the first outward IPv4 address that is not link-local', () => {
    const without = decodeConfig('{}', 'f', mark)
    const bare = {...sources, config: 'config' in without ? without.config : null}
    expect(ownAddress(sources)?.value).toBe('10.0.0.2')
    expect(ownAddress(bare)).toEqual({value: '192.168.1.5', from: {kind: 'os', what: 'interface eth1'}})
    expect(ownAddress({...bare, interfaces: interfaces.slice(0, 3)})?.value).toBe('169.254.7.7')
    expect(ownAddress({...bare, interfaces: interfaces.slice(0, 1)})).toBeNull()
  })

  it('is open as long as the configuration is not known', () => {
    expect(ownHostname({...sources, config: null})).toBeNull()
    expect(ownAddress({...sources, config: null})).toBeNull()
  })
})

describe('markSecret', () => {
  it('is equal for equal keys and tells nothing of them', () => {
    expect(markSecret('lab-shared-secret-0001')).toBe(markSecret('lab-shared-secret-0001'))
    expect(markSecret('lab-shared-secret-0001')).not.toBe(markSecret('lab-shared-secret-0002'))
    expect(markSecret('lab-shared-secret-0001')).toMatch(/^scrypt:[0-9a-f]{10}$/)
  })
})
