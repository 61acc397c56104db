import {expect, test} from 'vitest'
import {article, servers} from './compose-files.ts'
import {diagnose, failed} from './diagnose.ts'
import {needsEngine} from './needs-engine.ts'
import {Project} from './project.ts'

needsEngine()

/** A server with a leader and a job, then changed and created anew. */
async function changed(before: string, after: string, ...up: string[]): Promise<{project: Project; oldId: string}> {
  const project = new Project(before)
  project.up()
  await project.waitForLeader('dkron')
  await project.addJobs('dkron', 'hello')
  const oldId = project.hostNameOf('dkron')
  if (up.length === 0) project.down()
  project.write(after.replaceAll('OLD_ID', oldId))
  project.up(...up)
  return {project, oldId}
}

test('a server without a fixed name is healthy, but at risk', async () => {
  const project = new Project(article)
  project.up()
  await project.waitForLeader('dkron')
  const diagnosis = diagnose(project.folder)
  expect(diagnosis).toMatchObject({code: 0, report: {verdict: 'at-risk', cause: null}})
  expect(failed(diagnosis)).toEqual(['server-id-not-pinned'])
})

test('force-recreate; then the container stopped; then gone', async () => {
  const {project, oldId} = await changed(article, article, '--force-recreate')
  await project.waitForNoLeader('dkron')
  const newId = project.hostNameOf('dkron')
  const running = diagnose(project.folder)
  expect(running).toMatchObject({code: 1, report: {cause: 'server-id-changed'}})
  expect(running.report.findings[0]?.message).toContain(oldId)
  expect(running.report.findings[0]?.message).toContain(newId)

  project.compose('stop', '-t', '2')
  const stopped = diagnose(project.folder)
  expect(stopped).toMatchObject({code: 1, report: {cause: 'server-id-changed'}})
  expect(stopped.report.findings[0]?.fingerprint).toBe(running.report.findings[0]?.fingerprint)

  project.down()
  const gone = diagnose(project.folder)
  expect(gone).toMatchObject({code: 3, report: {verdict: 'unknown'}})
  expect(failed(gone)).toEqual(['server-id-not-pinned'])
  expect(gone.report.findings.find(f => f.check === 'server-id-changed')).toMatchObject({status: 'unknown'})
})

test('a network alias gives no server its ID back', async () => {
  const alias = (host: number) =>
    servers({dkron: {host}}).replace('ipv4_address', 'aliases: [dkron-node-1]\n        ipv4_address')
  const {project} = await changed(alias(10), alias(20))
  await project.waitForNoLeader('dkron')
  const diagnosis = diagnose(project.folder)
  expect(diagnosis).toMatchObject({code: 1, report: {cause: 'server-id-changed'}})
  expect(diagnosis.report.findings.map(f => f.check)).toContain('alias-does-not-pin-identity')
})

test('a new node name on old data', async () => {
  const {project, oldId} = await changed(
    servers({dkron: {host: 10}}),
    servers({dkron: {host: 10, flags: '--node-name=dkron1'}}),
  )
  await project.waitForNoLeader('dkron')
  const {code, report} = diagnose(project.folder)
  expect({code, cause: report.cause}).toEqual({code: 1, cause: 'server-id-changed'})
  expect(report.findings[0]?.message).toContain(oldId)
  expect(report.findings[0]?.message).toContain('dkron1')
})

test.each([
  ['--node-name', {host: 20, flags: '--node-name=OLD_ID'}],
  ['DKRON_NODE_NAME', {host: 20, also: ['environment: [DKRON_NODE_NAME=OLD_ID]']}],
])('the old ID given by %s: healthy, with a new address', async (_, after) => {
  const {project} = await changed(servers({dkron: {host: 10}}), servers({dkron: after}))
  await project.waitForLeader('dkron')
  const diagnosis = diagnose(project.folder)
  expect(diagnosis).toMatchObject({code: 0, report: {verdict: 'healthy', cause: null}})
  expect(failed(diagnosis)).toEqual([])
  expect(await project.jobNames('dkron')).toEqual(['hello'])
})

test('a fixed host name with a new address: healthy', async () => {
  const file = (host: number) => servers({dkron: {host, also: ['hostname: dkron1']}})
  const {project} = await changed(file(10), file(20))
  await project.waitForLeader('dkron')
  expect(diagnose(project.folder)).toMatchObject({code: 0, report: {verdict: 'healthy', cause: null}})
})
