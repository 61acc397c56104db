import {execFileSync, spawnSync} from 'node:child_process'
import {basename} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {doctor} from '../cli/doctor.ts'
import {scratch} from '../unpack.ts'
import {article} from './compose-files.ts'
import {diagnose, failed} from './diagnose.ts'
import {needsEngine} from './needs-engine.ts'
import {docker, Project} from './project.ts'
import {quickest} from './quickest.ts'

needsEngine()

/** Containers of other programs, every tenth of them running. */
function crowd(count: number): void {
  const label = `doctor-test-crowd=${basename(scratch())}`
  onTestFinished(() => {
    const ids = docker('ps', '-aq', '--filter', `label=${label}`).split('\n')
    if (ids[0] !== '') docker('rm', '-f', ...ids)
  })
  const image = article.match(/image: (\S+)/)?.[1] ?? ''
  const create = `docker create --label ${label} --entrypoint sleep -v /tmp:/data {} ${image} 600`
  const all = Array.from({length: count}, (_, i) => `--name=${basename(scratch()).toLowerCase()}-${i}`)
  execFileSync('xargs', ['-P', '4', '-I', '{}', 'sh', '-c', create], {
    input: all.join('\n'),
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  const ids = docker('ps', '-aq', '--filter', `label=${label}`).split('\n')
  expect(ids).toHaveLength(count)
  docker('start', ...ids.slice(0, count / 10))
}

test('200 other containers on the host: the cause in less than three seconds', async () => {
  const project = new Project(article)
  project.up()
  await project.waitForLeader('dkron')
  project.up('--force-recreate')
  await project.waitForNoLeader('dkron')
  crowd(200)
  const {value, took} = quickest(3000, () => diagnose(project.folder))
  expect(took).toBeLessThan(3000)
  expect(value).toMatchObject({code: 1, report: {cause: 'server-id-changed'}})
})

test('a server whose process stands still: given up after the time that was set, and not taken for healthy', async () => {
  const project = new Project(article)
  project.up()
  await project.waitForLeader('dkron')
  const pid = docker('inspect', '-f', '{{.State.Pid}}', project.containerOf('dkron'))
  spawnSync('kill', ['-STOP', pid])
  onTestFinished(() => void spawnSync('kill', ['-CONT', pid]))
  const {value: diagnosis, took} = quickest(5000, () => diagnose(project.folder, ['--timeout', '1']))
  expect(took).toBeLessThan(5000)
  expect(failed(diagnosis)).not.toContain('server-id-changed')
  expect(diagnosis).toMatchObject({code: 3, report: {verdict: 'unknown'}})
  expect(doctor(['no-leader', '--timeout', '1'], {cwd: project.folder}).stdout).toMatch(/no answer/)
})
