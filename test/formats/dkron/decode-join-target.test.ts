import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {decodeJoinTarget} from '../../../src/formats/dkron/decode-join-target.ts'

describe('a join address', () => {
  it.each([
    ['s1', {host: 's1', port: 8946}],
    [' s1:8000 ', {host: 's1', port: 8000}],
    ['10.0.0.1', {host: '10.0.0.1', port: 8946}],
    ['10.0.0.1:1', {host: '10.0.0.1', port: 1}],
    ['::1', {host: '::1', port: 8946}],
    ['[::1]:9', {host: '::1', port: 9}],
    ['[::1]', {host: '::1', port: 8946}],
    ['n1/s1:8946', {host: 's1', port: 8946}],
    ['dkron-0.dkron.default.svc.cluster.local', {host: 'dkron-0.dkron.default.svc.cluster.local', port: 8946}],
  ])('%s', (text, target) => {
    expect(decodeJoinTarget(text, 8946)).toEqual(target)
  })

  it.each(['', 'provider=aws tag_key=x', 'exec=/bin/x', 's1:0', 's1:99999', '[s1]:8946', 'a b', 's1:x', '$HOST'])(
    'nothing to ask: %j',
    text => {
      expect(decodeJoinTarget(text, 8946)).toBeNull()
    },
  )

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), text => void decodeJoinTarget(text, 8946)))
  })
})
