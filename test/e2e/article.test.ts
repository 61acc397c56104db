import {describe, expect, inject, test} from 'vitest'
import {doctor} from '../cli/doctor.ts'
import {article} from './compose-files.ts'
import {diagnose} from './diagnose.ts'
import {needsEngine} from './needs-engine.ts'
import {docker, occupy, Project} from './project.ts'
import {quickest} from './quickest.ts'

needsEngine()

describe.each([...inject('lab').composes, ...noCompose()])('compose $version', ({program}) => {
  test('down and up, with the old address taken: names the changed server ID', async () => {
    const project = new Project(article, program)
    project.up()
    await project.waitForLeader('dkron')
    await project.addJobs('dkron', 'hello', 'nightly')
    const before = {id: project.hostNameOf('dkron'), address: project.addressOf('dkron')}
    const subnet = docker('network', 'inspect', '-f', '{{(index .IPAM.Config 0).Subnet}}', `${project.name}_default`)
    project.down()
    await occupy(before.address, subnet)
    project.up()
    await project.waitForNoLeader('dkron')
    const after = {id: project.hostNameOf('dkron'), address: project.addressOf('dkron')}
    expect(after.address).not.toBe(before.address)
    expect(await project.jobNames('dkron')).toEqual([])

    const {code, report} = diagnose(project.folder)
    expect(code).toBe(1)
    expect(report.cause).toBe('server-id-changed')
    const {value: ran, took} = quickest(2000, () => doctor(['no-leader'], {cwd: project.folder}))
    expect(ran.code).toBe(1)
    for (const fact of [before.id, after.id, before.address, after.address]) expect(ran.stdout).toContain(fact)
    expect(took).toBeLessThan(2000)
  })
})

/** So that there is a test to skip, with the reason, where no compose is. */
function noCompose() {
  return inject('lab').missing === '' ? [] : [{version: '(none)', program: ''}]
}
