import {expect, test} from 'vitest'
import {describeTimeline} from '../../src/report/describe-timeline.ts'
import {unpackCase} from '../checks/captured-case.ts'

const troubleOf = async (name: string) =>
  describeTimeline(await unpackCase(name)())
    .filter(({kind}) => kind === 'trouble')
    .map(({text}) => text)

test('one healthy server has no trouble, and a course', async () => {
  const events = describeTimeline(await unpackCase('v4.0.9-e1-0-healthy-first-start')())
  expect([...new Set(events.map(({kind}) => kind))]).toEqual(['start', 'leader'])
})

test.each(['v2.2.2-e4-1-healthy-3-staggered', 'v3.2.7-e4-1-healthy-3-staggered', 'v4.0.9-e4-1-healthy-3'])(
  'the ordinary lines of %s are not trouble',
  async name => {
    expect(await troubleOf(name)).toEqual([])
  },
)

test('what is not ordinary is', async () => {
  expect(await troubleOf('v4.0.9-e1-1-down-up-new-id-new-ip')).not.toEqual([])
})
