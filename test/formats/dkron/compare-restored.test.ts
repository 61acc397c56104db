import {expect, test} from 'vitest'
import {differencesOf} from '../../../src/formats/dkron/compare-restored.ts'

const parent = {
  id: 'p',
  name: 'p',
  parent_job: '',
  schedule: '@daily',
  tags: null,
  success_count: 3,
  dependent_jobs: null,
}
const child = {...parent, id: 'c', name: 'c', parent_job: 'p', schedule: ''}
const shown = [
  {...parent, id: '17', tags: {}, success_count: 4, next: '2024-01-01T00:00:00Z', dependent_jobs: ['c']},
  {...child, id: '18', dependent_jobs: null},
]

test.each([
  ['what Dkron works out anew, and counters that grew, are no difference', shown, []],
  ['a job that is missing', shown.slice(0, 1), ['job "c" is missing']],
  ['another schedule', [{...shown[0], schedule: '@hourly'}, shown[1]], ['job "p" differs in schedule']],
  ['fewer runs than before', [{...shown[0], success_count: 0}, shown[1]], ['job "p" differs in success_count']],
  [
    'a child that would run twice',
    [{...shown[0], dependent_jobs: ['c', 'c']}, shown[1]],
    ['job "p" differs in dependent_jobs'],
  ],
  ['a field that the release does not know', [shown[0], {name: 'c', dependent_jobs: []}], []],
])('%s', (_, now, differences) => {
  expect(differencesOf([parent, child], now as typeof shown)).toEqual(differences)
})

test('keys may stand in any order', () => {
  const job = {name: 'j', tags: {a: '1', b: '2'}}
  expect(differencesOf([job], [{name: 'j', tags: {b: '2', a: '1'}}])).toEqual([])
  expect(differencesOf([job], [{name: 'j', tags: {a: '2', b: '1'}}])).toEqual(['job "j" differs in tags'])
})
