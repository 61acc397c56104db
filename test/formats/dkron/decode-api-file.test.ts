import {readFileSync} from 'node:fs'
import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {decodeApiFile} from '../../../src/formats/dkron/decode-api-file.ts'
import {captures, filesOf} from '../captures.ts'

describe('decodeApiFile', () => {
  it.each(captures)('%s', capture => {
    for (const file of filesOf(capture, 'api-')) {
      const text = readFileSync(file, 'utf8')
      const saved = JSON.parse(text) as Record<string, [number, string]>
      const decoded = decodeApiFile(text)
      const pairs = Object.entries(saved).map(([path, [status, body]]) => [path, {status, body}])
      expect(decoded).toEqual({answers: Object.fromEntries(pairs)})
    }
  })

  it('takes the other ways of saving an answer', () => {
    const text = JSON.stringify({
      '/v1/leader': {status: 500, body: null},
      'http://dkron:8080/v1/': {agent: {name: 'n1'}},
      'v1/members': [],
      '/v1/jobs': [200, []],
      '/health': [200, '{"status":"healthy"}'],
      other: 1,
    })
    expect(decodeApiFile(text)).toEqual({
      answers: {
        '/v1/leader': {status: 500, body: 'null'},
        'http://dkron:8080/v1/': {status: 200, body: '{"agent":{"name":"n1"}}'},
        'v1/members': {status: 200, body: '[]'},
        '/v1/jobs': {status: 200, body: '[]'},
        '/health': {status: 200, body: '{"status":"healthy"}'},
      },
    })
  })

  it.each([
    ['/v1/members', [{Name: 'n1', Tags: {}}]],
    ['/v1/leader', {Name: 'n1', Tags: {}}],
    ['/v1/', {agent: {name: 'n1'}, serf: {}, tags: {}}],
    ['/v1/jobs', [{name: 'hello', schedule: '@every 5s', executor: 'shell'}]],
  ])('knows a lone answer to %s by its shape', (path, value) => {
    expect(decodeApiFile(JSON.stringify(value))).toEqual({
      answers: {[path]: {status: 200, body: JSON.stringify(value)}},
    })
  })

  it('says what it cannot use', () => {
    expect(decodeApiFile('')).toEqual({reason: 'is empty'})
    expect(decodeApiFile('<html>')).toMatchObject({reason: expect.stringMatching(/^is no JSON: /)})
    for (const text of ['[]', '{}', '1', 'null', '[{"a":1}]']) {
      expect(decodeApiFile(text)).toEqual({reason: 'holds no answers of a Dkron API (paths such as /v1/leader)'})
    }
  })

  it('never throws, whatever the text', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), text => void decodeApiFile(text)))
  })
})
