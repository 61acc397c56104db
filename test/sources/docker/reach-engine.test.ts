import {createHash} from 'node:crypto'
import {mkdirSync, renameSync, writeFileSync} from 'node:fs'
import {createServer as createHttpServer, type RequestListener} from 'node:http'
import {createServer} from 'node:net'
import {join} from 'node:path'
import {describe, expect, it, onTestFinished} from 'vitest'
import {dockerodeEngine} from '../../../src/sources/docker/dockerode-engine.ts'
import type {FindEngineOptions} from '../../../src/sources/docker/find-engine.ts'
import {reachEngine} from '../../../src/sources/docker/reach-engine.ts'
import {readContainerPicture} from '../../../src/sources/docker/read-container-picture.ts'
import {whyNoAnswer} from '../../../src/sources/docker/why-no-answer.ts'
import {scratch} from '../../unpack.ts'
import {certificates, clientFiles, listening, sayNothing, tlsEngine} from './tls-engine.ts'

/** Rows of the engine, or why there are none. */
async function ask(options: Partial<FindEngineOptions>, timeout = 20_000) {
  const reached = await reachEngine({context: null, env: {}, home: '/nonexistent', ...options})
  if (!reached.found) return reached.reason
  try {
    return await dockerodeEngine(reached.address, timeout).listContainers()
  } catch (error) {
    return whyNoAnswer(error, reached.address)
  }
}

const verified = (port: number, DOCKER_CERT_PATH = certificates(), host = '127.0.0.1') => ({
  env: {DOCKER_HOST: `tcp://${host}:${port}`, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH},
})

function context(port: number, files: Readonly<Record<string, string>>, SkipTLSVerify = false) {
  const home = scratch()
  const id = createHash('sha256').update('far').digest('hex')
  const folders = {meta: join(home, '.docker/contexts/meta', id), tls: join(home, '.docker/contexts/tls', id)}
  for (const folder of Object.values(folders)) mkdirSync(folder, {recursive: true})
  renameSync(certificates(files), join(folders.tls, 'docker'))
  const docker = {Host: `tcp://127.0.0.1:${port}`, SkipTLSVerify}
  writeFileSync(join(folders.meta, 'meta.json'), JSON.stringify({Name: 'far', Endpoints: {docker}}))
  return {context: 'far', home, env: {}}
}

describe('an engine with TLS', () => {
  it('answers who shows a certificate of its authority', async () => {
    const port = await tlsEngine()
    expect(await ask(verified(port))).toEqual([])
    expect(await ask({env: {...verified(port).env, DOCKER_HOST: `https://127.0.0.1:${port}`}})).toEqual([])
    expect(await ask(context(port, clientFiles))).toEqual([])
  })

  it('is believed unverified only by a context that says so', async () => {
    const port = await tlsEngine(sayNothing, 'elsewhere.pem')
    const strangers = {...clientFiles, 'ca.pem': 'other-ca.pem'}
    expect(await ask(context(port, strangers))).toContain("the engine's certificate is not signed by")
    expect(await ask(context(port, strangers, true))).toEqual([])
    const {env} = verified(port, certificates({...clientFiles, 'ca.pem': 'other-ca.pem'}))
    expect(await ask({env: {...env, DOCKER_TLS_VERIFY: '', DOCKER_TLS: '1'}})).toContain('is not signed by')
  })

  it('names the certificates that it demands', async () => {
    const folder = certificates({'ca.pem': 'ca.pem'})
    const said = await ask(verified(await tlsEngine(), folder))
    expect(said).toMatch(/demands a certificate/)
    expect(said).toContain(`put the client's cert.pem and key.pem into ${folder}`)
  })

  it('names the certificate that it refuses', async () => {
    const folder = certificates({...clientFiles, 'cert.pem': 'stranger.pem', 'key.pem': 'stranger-key.pem'})
    const said = await ask(verified(await tlsEngine(), folder))
    expect(said).toMatch(/refuses/)
    expect(said).toContain(`have ${folder}/cert.pem signed by the authority the engine trusts`)
  })

  it.each([
    ['server.pem', 'other-ca.pem', "the engine's certificate is not signed by FOLDER/ca.pem ("],
    ['expired.pem', 'ca.pem', "the engine's certificate has expired; have a new one made"],
    ['elsewhere.pem', 'ca.pem', `the engine's certificate is for DNS:engine.example, not for "127.0.0.1"; use such`],
  ])('is not believed with %s for who trusts %s', async (certificate, ca, words) => {
    const folder = certificates({...clientFiles, 'ca.pem': ca})
    const said = await ask(verified(await tlsEngine(sayNothing, certificate), folder))
    expect(said).toContain(words.replace('FOLDER', folder))
  })

  it('is known for what it is without TLS, and one without TLS too', async () => {
    const port = await tlsEngine()
    expect(await ask({env: {DOCKER_HOST: `tcp://127.0.0.1:${port}`}})).toMatch(
      /engine with TLS, set DOCKER_TLS_VERIFY=1/,
    )
    expect(await ask(context(port, {}))).toContain('docker context update far --docker host=tcp://127.0.0.1:')
    const plain = await listening(createHttpServer(sayNothing))
    expect(await ask(verified(plain))).toContain('what answers there speaks no TLS; have the engine listen with')
  })

  it("is known by what Go's server and nginx say to plain HTTP", async () => {
    for (const said of [
      'Client sent an HTTP request to an HTTPS server.',
      'The plain HTTP request was sent to HTTPS port',
    ])
      expect(await ask({env: {DOCKER_HOST: `tcp://127.0.0.1:${await listening(refusing(said))}`}})).toContain(
        'the engine there speaks TLS; set DOCKER_TLS_VERIFY=1, and DOCKER_CERT_PATH',
      )
  })

  it('is not followed to where it points', async () => {
    let followed = 0
    const elsewhere = await listening(createHttpServer(() => followed++))
    for (const location of [`http://127.0.0.1:${elsewhere}/`, 'https://127.0.0.1:1/', 'ftp://x/', 'nonsense']) {
      const pointing: RequestListener = (_, response) => response.writeHead(301, {location}).end()
      const plain = await listening(createHttpServer(pointing))
      const said = await ask({env: {DOCKER_HOST: `tcp://127.0.0.1:${plain}`}})
      expect(said).toContain('what answers there only points elsewhere; if that is TLS, set DOCKER_TLS_VERIFY=1')
      expect(await ask(verified(await tlsEngine(pointing)))).toContain('(HTTP code 301)')
    }
    expect(followed).toBe(0)
  })

  it('is not waited for when it never ends the handshake', async () => {
    const port = await listening(silent())
    expect(await ask(verified(port), 100)).toContain('no answer in time')
    const options = {context: null, ...verified(port)}
    expect(await readContainerPicture(options, 100)).toEqual({reason: expect.stringContaining('no answer in time')})
  })

  it('is not asked without its certificates', async () => {
    const folder = scratch()
    expect(await ask(verified(1, folder))).toContain(`TLS of DOCKER_HOST: ${folder}/ca.pem is missing`)
    const half = context(1, {'ca.pem': 'ca.pem', 'cert.pem': 'cert.pem'})
    expect(await ask(half)).toMatch(
      /^TLS of docker context "far" \(--context\): .*\/key\.pem is missing beside cert\.pem/,
    )
  })
})

function refusing(said: string) {
  return createHttpServer((_, response) => response.writeHead(400, {'content-type': 'text/plain'}).end(said))
}

/** Takes connections and says nothing. */
function silent() {
  return createServer(socket => {
    socket.on('error', () => {})
    onTestFinished(() => void socket.destroy())
  })
}
