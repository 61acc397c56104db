import {execFileSync} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, it} from 'vitest'
import {certificates, clientFiles, pems, tlsEngine} from '../sources/docker/tls-engine.ts'
import {captured} from './doctor.ts'
import {startDoctor} from './running-doctor.ts'
import {answersOfStopped} from './stopped-engine.ts'

const secret = readFileSync(join(pems, 'key.pem'), 'utf8').split('\n')[1] ?? ''

/** A captured server whose engine, with TLS, shows its container. */
async function place(files: Readonly<Record<string, string>>, host = 'tcp') {
  const {folder} = captured('v4.0.9-e1-1-down-up-new-id-new-ip')
  const port = await tlsEngine(answersOfStopped(join(folder, 'inspect-e1_dkron_1.json'), join(folder, 'dkron.data')))
  const DOCKER_CERT_PATH = certificates(files)
  const env = {DOCKER_HOST: `${host}://127.0.0.1:${port}`, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH, DEBUG: '*'}
  const run = async (...args: string[]) => {
    const started = startDoctor(args, {cwd: folder, env})
    const {code} = await started.ended
    const said = started.stdout() + started.stderr()
    expect(said).not.toContain(secret)
    expect(said).not.toContain(Buffer.from(secret).toString('hex').slice(0, 40))
    return {code, out: started.stdout(), said: said.replace(/\s+/g, ' ')}
  }
  return {folder, port, certificates: DOCKER_CERT_PATH, run}
}

it('finds the cause with what an engine with TLS shows, and never its key', async () => {
  const {folder, run} = await place(clientFiles)
  const {code, out, said} = await run('no-leader', 'dkron.data')
  // The engine's client tells all it has.
  expect(said).toContain('secureContext: SecureContext')
  expect({code, out}).toMatchObject({code: 1, out: expect.stringContaining('e1_dkron_1 calls itself "f87aaf5337bd"')})
  expect(out).not.toContain('container engine')
  const planned = await run('repair', 'dkron.data', '--dry-run')
  expect(planned).toMatchObject({code: 0, out: expect.stringContaining('--node-name=a52fb2697449')})
  expect((await run('collect', 'dkron.data', '-o', 'case.tgz')).code).toBe(0)
  const collected = execFileSync('tar', ['-xzOf', join(folder, 'case.tgz')], {encoding: 'latin1'})
  expect(collected).toContain('f87aaf5337bd')
  expect(collected).not.toContain(secret)
})

it('leaves open what an engine with TLS does not show, and says which file is at fault', async () => {
  const missing = await place({})
  const {code, said} = await missing.run('no-leader', 'dkron.data')
  expect(code).toBe(3)
  const file = join(missing.certificates, 'ca.pem')
  expect(said).toContain(`TLS of DOCKER_HOST: ${file} is missing; put the certificate of the engine's authority there`)
  expect(said).toContain('the engine tells: let doctor ask it, as said above, then:')
  // What needs no engine is done without.
  expect((await missing.run('history')).code).toBe(0)
  expect((await missing.run('preflight')).code).toBe(1)
})

it('leaves open what it is refused, for both schedulers', async () => {
  const refused = await place({'ca.pem': 'ca.pem'})
  for (const command of ['no-leader', 'worker-reachability']) {
    const {code, said} = await refused.run(command)
    expect(code).toBe(3)
    expect(said).toContain(`container engine at 127.0.0.1:${refused.port}: `)
    expect(said).toContain(`put the client's cert.pem and key.pem into ${refused.certificates}`)
  }
})
