import {describe, expect, inject, test} from 'vitest'
import {article, servers} from './compose-files.ts'
import {diagnose} from './diagnose.ts'
import {needsEngine} from './needs-engine.ts'
import {expectWhole, healthy, repaired} from './repaired-project.ts'

needsEngine()

const all = ['s1', 's2', 's3']

describe.each([...inject('lab').composes])('compose $version', ({program}) => {
  test('the article: one command to a leader with everything, and the same host survives down and up', async () => {
    const project = await healthy(article, 'dkron', program)
    project.down()
    project.up()
    await project.waitForNoLeader('dkron')

    const start = performance.now()
    const result = repaired(project)
    expect(performance.now() - start).toBeLessThan(20_000)
    expect(result).toMatchObject({outcome: 'applied', recorded: true, refusals: [], warnings: []})
    expect(result.confirmed.join('\n')).toMatch(/leads[\s\S]*2 jobs and 3 executions, as before/)
    await expectWhole(project)

    for (const _ of [1, 2]) {
      project.down()
      project.up()
      await expectWhole(project)
    }
    expect(diagnose(project.folder)).toMatchObject({code: 0, report: {verdict: 'healthy'}})
  })
})

/** Each of the two on another compose, the older on the older. */
const releases = [
  {release: '3.2.7', program: inject('lab').composes[0]?.program},
  {release: '4.0.9', program: inject('lab').composes.at(-1)?.program},
] as const

describe.each(releases)('three servers of release $release', ({release, program}) => {
  const three = (offset: number) =>
    servers({s1: {host: offset + 1, release}, s2: {host: offset + 2, release}, s3: {host: offset + 3, release}})

  test.each([
    ['new names', 10],
    ['new names and new addresses', 20],
  ])(
    '%s: one command, and down and up twice',
    async (_, offset) => {
      const project = await healthy(three(10), 's1', program)
      project.down()
      project.write(three(offset))
      project.up()
      await project.waitForNoLeader('s1')
      repaired(project)
      await expectWhole(project, ...all)
      for (const _ of [1, 2]) {
        project.down()
        project.up()
        await expectWhole(project, ...all)
      }
    },
    480_000,
  )
})
