import {describe, expect, it} from 'vitest'
import {decodeMembers} from '../../../src/formats/dkron/decode-members.ts'

const tags = {
  role: 'dkron',
  server: 'true',
  port: '6868',
  rpc_addr: '10.0.0.1:6868',
  expect: '3',
  version: '4.0.9',
  region: 'eu',
}

describe('decodeMembers', () => {
  it('reads the record of 2.x and the one of 3.x and 4.x', () => {
    const old = {Name: 'n1', Addr: '10.0.0.1', Port: 8946, Tags: tags, Status: 1}
    const wanted = {
      name: 'n1',
      address: '10.0.0.1',
      status: 'alive',
      server: true,
      rpcAddress: '10.0.0.1:6868',
      expect: 3,
      version: '4.0.9',
      region: 'eu',
      tags,
    }
    expect(decodeMembers([old])).toEqual([wanted])
    expect(decodeMembers([{...old, id: 'x', statusText: 'alive'}])).toEqual([wanted])
  })

  it.each([
    [0, undefined, 'none'],
    [1, undefined, 'alive'],
    [2, undefined, 'leaving'],
    [3, undefined, 'left'],
    [4, undefined, 'failed'],
    [5, undefined, 'unknown'],
    [-1, undefined, 'unknown'],
    [1.5, undefined, 'unknown'],
    [undefined, 'failed', 'failed'],
    [undefined, 'dancing', 'unknown'],
  ])('status %s %s is %s', (Status, statusText, wanted) => {
    expect(decodeMembers([{Name: 'n', Status, statusText}])?.[0]?.status).toBe(wanted)
  })

  it.each([
    ['an agent', {role: 'dkron', region: 'eu'}],
    ['a server still starting', {...tags, port: undefined}],
    ['another program', {...tags, role: 'consul'}],
    ['server=false', {...tags, server: 'false'}],
    ['an unreadable expect', {...tags, expect: 'three'}],
  ])('%s is no server', (_, Tags) => {
    expect(decodeMembers([{Name: 'n', Tags}])?.[0]?.server).toBe(false)
  })

  it('passes over what is no member', () => {
    expect(decodeMembers([null, 1, 'x', {}, {Name: ''}, {Name: 'n', Tags: [1], Addr: 5}])).toMatchObject([
      {name: 'n', address: '', tags: {}, rpcAddress: null, expect: null},
    ])
    expect(decodeMembers({})).toBeNull()
    expect(decodeMembers(null)).toBeNull()
  })
})
