import {expect, test} from 'vitest'
import {fixedAddress, servers} from './compose-files.ts'
import {diagnose, failed} from './diagnose.ts'
import {needsEngine} from './needs-engine.ts'
import {docker, Project} from './project.ts'

needsEngine()

type Release = '4.0.9' | '3.2.7'

/** Three servers with fixed names; all addresses move with `offset`. */
function three(release: Release, offset: number): string {
  const server = (n: number) => ({host: offset + n, release, flags: `--node-name=n${n}`})
  return servers({s1: server(1), s2: server(2), s3: server(3)})
}

async function elected(file: string, asked = 's1'): Promise<Project> {
  const project = new Project(file)
  project.up()
  await project.waitForLeader(asked)
  return project
}

test('all three addresses changed: Dkron 4.0 finds its servers by their IDs', async () => {
  const project = await elected(three('4.0.9', 10))
  await project.addJobs('s1', 'hello')
  project.down()
  project.write(three('4.0.9', 20))
  project.up()
  await project.waitForLeader('s1')
  expect(diagnose(project.folder)).toMatchObject({code: 0, report: {verdict: 'healthy', cause: null}})
  expect(await project.jobNames('s2')).toEqual(['hello'])
})

test('all three addresses changed: Dkron 3.2 dials those it stored', async () => {
  const project = await elected(three('3.2.7', 10))
  project.down()
  project.write(three('3.2.7', 20))
  project.up()
  await project.waitForNoLeader('s1')
  const {code, report} = diagnose(project.folder)
  expect({code, cause: report.cause}).toEqual({code: 1, cause: 'server-address-changed'})
  const said = JSON.stringify(report.findings[0])
  for (const address of [fixedAddress(11), fixedAddress(21)]) expect(said).toContain(address)
})

test('two of three servers are gone: the quorum is lost', async () => {
  const project = await elected(three('4.0.9', 10))
  docker('rm', '-f', project.containerOf('s2'), project.containerOf('s3'))
  await project.waitForFailed('s1', 'n2')
  await project.waitForFailed('s1', 'n3')
  await project.waitForNoLeader('s1')
  expect(diagnose(project.folder)).toMatchObject({code: 1, report: {cause: 'quorum-lost'}})
})

test('two servers on one data-dir: the second waits for the lock without a word', async () => {
  const flags = (n: number) => `--node-name=n${n}`
  const project = await elected(
    servers({
      s1: {host: 11, expect: 1, folder: 'data', flags: flags(1)},
      s2: {host: 12, expect: 1, folder: 'data', flags: flags(2), also: ['depends_on: [s1]']},
    }),
  )
  const diagnosis = diagnose(project.folder)
  expect(diagnosis).toMatchObject({code: 1, report: {cause: 'data-dir-shared'}})
})

test('two servers with one name', async () => {
  const server = (n: number) => ({host: 10 + n, expect: 1, flags: '--node-name=twin'})
  const project = await elected(servers({s1: server(1), s2: server(2)}))
  await project.waitForLeader('s2')
  expect(diagnose(project.folder)).toMatchObject({code: 1, report: {cause: 'duplicate-server-id'}})
})

test('servers that expect different numbers never begin', async () => {
  const server = (n: number, expected: number) => ({host: 10 + n, expect: expected, flags: `--node-name=n${n}`})
  const project = new Project(servers({s1: server(1, 3), s2: server(2, 2), s3: server(3, 3)}))
  project.up()
  await project.waitForNoLeader('s1')
  const diagnosis = diagnose(project.folder)
  expect(diagnosis).toMatchObject({code: 1, report: {cause: 'bootstrap-expect-conflict'}})
  expect(failed(diagnosis)).toContain('bootstrap-expect-conflict')
})
