import {readFileSync} from 'node:fs'
import {connect} from 'node:net'
import {join} from 'node:path'
import {createServer} from 'node:tls'
import {expect, inject, test} from 'vitest'
import {startDoctor} from '../cli/running-doctor.ts'
import {certificates, listening, pems} from '../sources/docker/tls-engine.ts'
import {article} from './compose-files.ts'
import {needsEngine} from './needs-engine.ts'
import {expectWhole, healthy} from './repaired-project.ts'

needsEngine()

/** The engine here, behind TLS that demands a certificate. */
async function behindTls(): Promise<number> {
  const [cert, key, ca] = ['server.pem', 'server-key.pem', 'ca.pem'].map(name => readFileSync(join(pems, name)))
  const path = (process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock').replace('unix://', '')
  const server = createServer({cert, key, ca, requestCert: true, rejectUnauthorized: true}, from => {
    const to = connect(path)
    for (const end of [from, to]) {
      end.on('error', () => {})
      end.on('close', () => [from, to].forEach(socket => void socket.destroy()))
    }
    from.pipe(to).pipe(from)
  })
  return listening(server)
}

test.each(['older', 'newer'] as const)('a repair goes over TLS, and the %s compose with it', async age => {
  const program = inject('lab').composes.at(age === 'older' ? 0 : -1)?.program
  const project = await healthy(article, 'dkron', program)
  project.up('--force-recreate')
  await project.waitForNoLeader('dkron')
  const env = {
    ...project.hostEnv(),
    DOCKER_HOST: `tcp://127.0.0.1:${await behindTls()}`,
    DOCKER_TLS_VERIFY: '1',
    DOCKER_CERT_PATH: certificates(),
  }
  const args = ['repair', '--yes', '--wait', '90', '--state-dir', project.stateDir]
  const started = startDoctor(args, {cwd: project.folder, env})
  const {code} = await started.ended
  expect({code, said: started.stdout() + started.stderr()}).toMatchObject({code: 0})
  await expectWhole(project)
})
