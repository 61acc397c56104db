import {createHash} from 'node:crypto'
import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {findEngine} from '../../../src/sources/docker/find-engine.ts'
import {scratch} from '../../unpack.ts'

function homeWithContext(name: string, Host: string, current?: string, SkipTLSVerify?: unknown): string {
  const home = scratch()
  const folder = join(home, '.docker/contexts/meta', createHash('sha256').update(name).digest('hex'))
  mkdirSync(folder, {recursive: true})
  writeFileSync(join(folder, 'meta.json'), JSON.stringify({Name: name, Endpoints: {docker: {Host, SkipTLSVerify}}}))
  if (current) writeFileSync(join(home, '.docker/config.json'), JSON.stringify({currentContext: current}))
  return home
}

const address = (found: ReturnType<typeof findEngine>) => (found.found ? found.address : found.reason)

describe('findEngine', () => {
  it('takes a named context before everything else', () => {
    const home = homeWithContext('far', 'tcp://10.0.0.5:2375')
    const found = findEngine({context: 'far', env: {DOCKER_HOST: 'unix:///x'}, home})
    expect(address(found)).toMatchObject({kind: 'tcp', host: '10.0.0.5', port: 2375, tls: null})
  })

  it('says where it looked for a context that is not there', () => {
    expect(address(findEngine({context: 'nope', env: {}, home: scratch()}))).toContain('docker context "nope"')
  })

  it('takes DOCKER_HOST, then DOCKER_CONTEXT, then the current context', () => {
    const home = homeWithContext('desk', 'unix:///desk.sock', 'desk')
    expect(
      address(findEngine({context: null, env: {DOCKER_HOST: 'unix:///h.sock', DOCKER_CONTEXT: 'desk'}, home})),
    ).toMatchObject({path: '/h.sock'})
    expect(address(findEngine({context: null, env: {DOCKER_CONTEXT: 'desk'}, home}))).toMatchObject({
      path: '/desk.sock',
    })
    expect(address(findEngine({context: null, env: {}, home}))).toMatchObject({path: '/desk.sock'})
  })

  it('takes the context "default" for DOCKER_HOST, whatever is chosen in the settings', () => {
    const home = homeWithContext('desk', 'unix:///desk.sock', 'desk')
    const host = {path: '/h.sock', from: 'DOCKER_HOST'}
    expect(address(findEngine({context: 'default', env: {DOCKER_HOST: 'unix:///h.sock'}, home}))).toMatchObject(host)
    const system = findEngine({context: null, env: {DOCKER_CONTEXT: 'default'}, home})
    expect(JSON.stringify(system)).not.toContain('desk.sock')
  })

  it("reads the docker CLI's settings where DOCKER_CONFIG says", () => {
    const DOCKER_CONFIG = join(homeWithContext('desk', 'unix:///desk.sock', 'desk'), '.docker')
    const found = findEngine({context: null, env: {DOCKER_CONFIG}, home: scratch()})
    expect(address(found)).toMatchObject({path: '/desk.sock'})
  })

  it('finds a rootless socket', () => {
    const runtime = scratch()
    writeFileSync(join(runtime, 'docker.sock'), '')
    const found = findEngine({context: null, env: {XDG_RUNTIME_DIR: runtime}, home: scratch()})
    // A system socket, where this machine has one, comes first.
    expect(['/var/run/docker.sock', join(runtime, 'docker.sock')]).toContain(
      found.found && found.address.kind === 'socket' ? found.address.path : '',
    )
  })

  it.each(['ssh://host', 'npipe:////./pipe/x', 'tcp://', 'nonsense'])('refuses %s with a reason', text => {
    const found = findEngine({context: null, env: {DOCKER_HOST: text}, home: scratch()})
    expect(found.found ? '' : found.reason).toContain('DOCKER_HOST')
  })

  it('takes IPv6 and TLS addresses', () => {
    const home = scratch()
    const found = findEngine({context: null, env: {DOCKER_HOST: 'https://[::1]:1234'}, home})
    const tls = {folder: join(home, '.docker'), needsCa: false, verify: true}
    expect(address(found)).toMatchObject({host: '::1', port: 1234, tls})
  })
})

describe('TLS of an address', () => {
  const DOCKER_HOST = 'tcp://10.0.0.5:2376'
  const tlsOf = (options: Parameters<typeof findEngine>[0]) => {
    const found = findEngine(options)
    if (!found.found || found.address.kind !== 'tcp') throw new TypeError('no TCP address')
    return found.address.tls
  }

  it('is spoken where the docker CLI would, with its certificates', () => {
    const home = scratch()
    const env = (more: object) => ({context: null, env: {DOCKER_HOST, ...more}, home})
    expect(tlsOf(env({}))).toBeNull()
    expect(tlsOf(env({DOCKER_CERT_PATH: '/c', DOCKER_TLS_VERIFY: ''}))).toBeNull()
    const usual = {folder: join(home, '.docker'), needsCa: true, verify: true}
    expect(tlsOf(env({DOCKER_TLS_VERIFY: '1'}))).toEqual(usual)
    expect(tlsOf(env({DOCKER_TLS_VERIFY: '0', DOCKER_CERT_PATH: '/c'}))).toEqual({...usual, folder: '/c'})
    expect(tlsOf(env({DOCKER_TLS_VERIFY: '1', DOCKER_CONFIG: '/d'}))).toEqual({...usual, folder: '/d'})
    expect(tlsOf(env({DOCKER_TLS: '1', DOCKER_CERT_PATH: '/c'}))).toEqual({folder: '/c', needsCa: false, verify: true})
  })

  it('is that of the context, not of the environment', () => {
    const home = homeWithContext('far', DOCKER_HOST)
    const far = {context: 'far', env: {DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/c'}, home}
    expect(tlsOf(far)).toBeNull()
    const folder = join(home, '.docker/contexts/tls', createHash('sha256').update('far').digest('hex'), 'docker')
    mkdirSync(folder, {recursive: true})
    expect(tlsOf(far)).toBeNull()
    writeFileSync(join(folder, 'ca.pem'), '')
    expect(tlsOf(far)).toEqual({folder, needsCa: false, verify: true})
  })

  it('does without verification only where a context says so', () => {
    for (const [skip, tls] of [
      [true, expect.objectContaining({verify: false})],
      [false, null],
      ['true', null],
    ] as const) {
      const home = homeWithContext('far', DOCKER_HOST, undefined, skip)
      expect(tlsOf({context: 'far', env: {}, home})).toEqual(tls)
    }
  })

  it('changes nothing of a socket', () => {
    const env = {DOCKER_HOST: 'unix:///x.sock', DOCKER_TLS_VERIFY: '1'}
    expect(address(findEngine({context: null, env, home: scratch()}))).toMatchObject({kind: 'socket', path: '/x.sock'})
  })
})
