import {expect, test} from 'vitest'
import {notCollected, unreadable} from '../../../src/case/read.ts'
import type {Server} from '../../../src/facts/types.ts'
import {printIdentityTable} from '../../../src/present/text/identity-table.ts'
import {Page} from '../../../src/present/text/page.ts'
import {facts} from '../../checks/facts-builder.ts'

function tableOf(change: Partial<Server>): string {
  const known = facts([{id: 'n1', voters: null}])
  const page = new Page({colour: false, unicode: false, columns: 80})
  printIdentityTable(page, {...known, servers: known.servers.map(s => ({...s, ...change}))})
  return page.toString()
}

test('what could not be read is not called absent', () => {
  expect(tableOf({})).toMatch(/server ID +\(none\) +n1/)
  const denied = unreadable('raft/raft.db', 'permission denied')
  expect(tableOf({configuration: denied, store: denied, position: notCollected})).toMatch(
    /server ID +\(not known\) +n1/,
  )
})
