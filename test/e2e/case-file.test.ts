import {createHash} from 'node:crypto'
import {copyFileSync, readdirSync, readFileSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {gunzipSync} from 'node:zlib'
import {expect, test} from 'vitest'
import {doctor} from '../cli/doctor.ts'
import {scratch} from '../unpack.ts'
import {servers} from './compose-files.ts'
import {diagnose} from './diagnose.ts'
import {needsEngine} from './needs-engine.ts'
import {docker, Project} from './project.ts'

needsEngine()

/** Every place a secret is known to stand. The gossip key is the base64 text of 32 bytes. */
const secrets = {
  key: Buffer.from('planted-gossip-key-of-32-bytes!!').toString('base64'),
  environment: 'planted-mail-password',
  label: 'planted-label-token',
  job: 'planted-job-token',
}

const also = [
  `environment: ["DKRON_MAIL_PASSWORD=${secrets.environment}", "API_TOKEN=${secrets.environment}2"]`,
  `labels: ["proxy.basic.auth=user:${secrets.label}"]`,
]

async function broken(): Promise<Project> {
  const file = (host: number) => servers({dkron: {host, flags: `--log-level=debug --encrypt=${secrets.key}`, also}})
  const project = new Project(file(10))
  project.up()
  await project.waitForLeader('dkron')
  await project.addJobs('dkron', 'hello', secrets.job)
  project.down()
  project.write(file(20))
  project.up()
  await project.waitForNoLeader('dkron')
  return project
}

test('a case file gives the same findings elsewhere, holds no secret, and making it changes nothing', async () => {
  const project = await broken()
  const before = stateOf(project)
  const here = diagnose(project.folder)
  expect(here).toMatchObject({code: 1, report: {cause: 'server-id-changed'}})
  const archive = join(scratch(), 'case.tgz')
  expect(doctor(['collect', '-o', archive], {cwd: project.folder}).code).toBe(0)
  expect(stateOf(project)).toEqual(before)

  const elsewhere = scratch()
  copyFileSync(archive, join(elsewhere, 'case.tgz'))
  const there = diagnose(elsewhere, ['case.tgz'], {DOCKER_HOST: `unix://${join(elsewhere, 'none.sock')}`})
  expect(there.code).toBe(1)
  expect(JSON.stringify(there.report.findings)).toBe(JSON.stringify(here.report.findings))

  const content = gunzipSync(readFileSync(archive)).toString('latin1')
  expect(content).toContain('server')
  for (const secret of Object.values(secrets)) expect(content).not.toContain(secret)
})

/** What must stay as it is: containers, networks, volumes, and every byte below the project's folder. */
function stateOf(project: Project): Record<string, unknown> {
  const label = `label=com.docker.compose.project=${project.name}`
  const ids = docker('ps', '-aq', '--no-trunc', '--filter', label).split('\n')
  const networks = docker('network', 'ls', '-q', '--no-trunc', '--filter', label).split('\n')
  return {
    containers: JSON.parse(docker('inspect', ...ids)),
    networks: JSON.parse(docker('network', 'inspect', ...networks)),
    volumes: docker('volume', 'ls', '-q', '--filter', label),
    files: readdirSync(project.folder, {recursive: true, withFileTypes: true}).map(entry => {
      const path = join(entry.parentPath, entry.name)
      const {mode, mtimeMs, ctimeMs} = statSync(path)
      const sha256 = entry.isFile() ? createHash('sha256').update(readFileSync(path)).digest('hex') : ''
      return {path, mode, mtimeMs, ctimeMs, sha256}
    }),
  }
}
