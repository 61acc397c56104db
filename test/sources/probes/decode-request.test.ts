import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {decodeRequest} from '../../../src/sources/probes/decode-request.ts'
import {limits} from '../../../src/sources/probes/limits.ts'

const request = {
  id: 7,
  questions: [{host: '127.0.0.1', tcp: [6868], udp: [8946], why: [{role: 'join-name', of: 's1'}]}],
  settings: {hosts: '', resolvConf: 'nameserver 127.0.0.11'},
  budget: 100,
}
const text = JSON.stringify(request)

describe('a request', () => {
  it('comes back as it was written', () => {
    expect(decodeRequest(text)).toEqual(request)
  })

  it.each([
    ['no JSON', '{'],
    ['no request', '[]'],
    ['no settings to look names up by', JSON.stringify({...request, settings: {}})],
    ['no time that may be spent', JSON.stringify({...request, budget: limits.asking + 1})],
    ['no time that may be spent', JSON.stringify({...request, budget: -1})],
    ['no questions', JSON.stringify({...request, questions: Array(limits.questions + 1).fill(request.questions[0])})],
    ['a question that asks nothing', JSON.stringify({...request, questions: [{host: 'a', tcp: [0]}]})],
    ['a question that asks nothing', JSON.stringify({...request, questions: [{host: 'a', tcp: [1, 2, 3, 4, 5]}]})],
    ['a question that asks nothing', JSON.stringify({...request, questions: [{host: 'a'.repeat(254), tcp: [1]}]})],
    ['a question that asks nothing', JSON.stringify({...request, questions: [null]})],
  ])('is refused: %s', (problem, line) => {
    expect(decodeRequest(line)).toEqual({problem})
  })

  it('with any piece replaced is refused or within bounds', () => {
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(8), fc.string({maxLength: 8}), (at, cut, noise) => {
        const read = decodeRequest(text.slice(0, at) + noise + text.slice(at + cut))
        if ('problem' in read || 'targets' in read) return
        expect(read.budget).toBeLessThanOrEqual(limits.asking)
        for (const q of read.questions) {
          expect(q.host).not.toBe('')
          for (const port of [...q.tcp, ...q.udp]) expect(port > 0 && port < 65_536).toBe(true)
        }
      }),
      {numRuns: 2000},
    )
  })
})
