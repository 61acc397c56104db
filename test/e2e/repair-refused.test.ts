import {execFileSync} from 'node:child_process'
import {readdirSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {article, fixedAddress, servers} from './compose-files.ts'
import {diagnose} from './diagnose.ts'
import {needsEngine} from './needs-engine.ts'
import {docker, Project} from './project.ts'

needsEngine()

/** What a refusal has to leave alone: every container with its process, the compose file, and every file's name. */
function everything(project: Project): unknown {
  const ours = ['--filter', `label=com.docker.compose.project=${project.name}`]
  const ids = docker('ps', '-aq', '--no-trunc', ...ours)
    .split('\n')
    .filter(Boolean)
    .sort()
  const format = '{{.Id}} {{.State.Status}} {{.State.Pid}} {{.State.StartedAt}} {{.HostConfig.RestartPolicy.Name}}'
  return {
    containers: docker('inspect', '-f', format, ...ids),
    text: project.text,
    files: readdirSync(project.folder, {recursive: true}).toSorted(),
  }
}

/** Every way of asking ends with 4, and nothing is touched. */
function expectRefused(project: Project, ...ways: readonly (readonly string[])[]): string {
  const before = everything(project)
  const said = ways.map(way => {
    const ran = project.doctor(['repair', '--state-dir', project.stateDir, ...way])
    expect(ran.code, `${way.join(' ')}: ${ran.stdout}${ran.stderr}`).toBe(4)
    expect(everything(project), way.join(' ')).toEqual(before)
    return ran.stdout + ran.stderr
  })
  return said.join('\n').replace(/\s+/g, ' ')
}

async function broken(): Promise<Project> {
  const project = new Project(article)
  project.up()
  await project.waitForLeader('dkron')
  await project.addJobs('dkron', 'hello')
  project.up('--force-recreate')
  await project.waitForNoLeader('dkron')
  return project
}

test('a scheduler runs, and nobody agrees', async () => {
  const project = await broken()
  const rewrite = ['--strategy', 'recover-configuration', '--node-name', 'dkron1']
  const said = expectRefused(project, [], rewrite, ['--yes', '--no-containers', ...rewrite])
  expect(said).toContain('nobody agreed to this plan')
  expect(said).toContain('nothing was changed')
})

test('a majority is alive elsewhere', async () => {
  const file = servers({
    s1: {host: 11, flags: '--node-name=n1'},
    s2: {host: 12, flags: '--node-name=n2'},
    s3: {host: 13, flags: '--node-name=n3'},
  })
  const cluster = new Project(file)
  cluster.up()
  await cluster.waitForLeader('s3')
  await cluster.waitForLeader('s1')
  cluster.compose('stop', '-t', '2', 's3')

  // Its third server, as on a host of its own that does not reach the others any more.
  const alone = new Project(article.replace('--data-dir', '--node-name=n4 --data-dir'))
  execFileSync('cp', ['-a', join(cluster.folder, 's3'), join(alone.folder, 'dkron.data')])
  alone.up()
  await alone.waitForNoLeader('dkron')
  const rewrites = ['recover-configuration', 'peers-json'].map(way => ['--yes', '--strategy', way])
  const said = expectRefused(alone, ['--yes'], ...rewrites)
  expect(said).toMatch(/leads: a majority is alive|may still be alive elsewhere/)
  await cluster.waitForLeader('s1')
}, 400_000)

test('two data-dirs that are of two clusters', async () => {
  const server = (n: number) => ({host: 10 + n, expect: 1, flags: `--retry-join=${fixedAddress(99)}`})
  const project = new Project(servers({s1: server(1), s2: server(2)}))
  project.up()
  await project.waitForLeader('s1')
  await project.waitForLeader('s2')
  project.up('--force-recreate')
  await project.waitForNoLeader('s1')
  expect(diagnose(project.folder).code).toBe(1)
  const said = expectRefused(project, ['--yes'], ['--yes', '--strategy', 'recover-configuration'])
  expect(said).toContain('by a person')
})
