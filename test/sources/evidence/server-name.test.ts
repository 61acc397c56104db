import {expect, it} from 'vitest'
import {serverNameOf} from '../../../src/sources/evidence/server-name.ts'

it.each([
  ['api-e24x1_s1_1.json', 'e24x1_s1_1'],
  ['/saved/log-cron-dkron-1.txt', 'cron-dkron-1'],
  ['log-a.b.log', 'a.b'],
  ['s1.log', 's1'],
  ['5f1d2c3b4a59-json.log', null],
  ['api.json', null],
  ['notes.txt', null],
  ['-', null],
])('%s belongs to %s', (path, server) => {
  expect(serverNameOf(path)).toBe(server)
})
