import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {setMembers} from '../../src/formats/edit-json.ts'
import {mutatedTexts} from '../mutate.ts'

const config =
  '{\r\n\t"base_app_url": "http://localhost:3012",\r\n\t"secret_key": "s",\r\n\t"ip": "10.0.0.1" ,\r\n\t"WebServer": {"http_port": 3012}\r\n}\r\n'

describe('setMembers', () => {
  test('puts a new member first and another value in place, and keeps every other byte', () => {
    const edit = setMembers(config, {hostname: 'w1.example.net', ip: 'w1.example.net'})
    expect(edit).toMatchObject({
      text: config
        .replace('\t"base', '\t"hostname": "w1.example.net",\r\n\t"base')
        .replace('"10.0.0.1"', '"w1.example.net"'),
      changes: [
        {key: 'hostname', before: null, after: '"w1.example.net"', line: 1},
        {key: 'ip', before: '"10.0.0.1"', after: '"w1.example.net"', line: 4},
      ],
    })
  })

  test('nothing to do is no edit', () => {
    expect(setMembers(config, {ip: '10.0.0.1'})).toMatchObject({splices: [], text: config, changes: []})
  })

  test('of two members of one name it is the last that counts', () => {
    expect(setMembers('{"a":1,"a":2}', {a: 3})).toMatchObject({text: '{"a":1,"a":3}'})
  })

  test.each([
    ['{}', '{"a": 1}'],
    ['{ }', '{"a": 1 }'],
    ['{"b":2}', '{"a": 1, "b":2}'],
  ])('into %s', (before, after) => {
    expect(setMembers(before, {a: 1})).toMatchObject({text: after})
  })

  test.each(['', '[]', '{"a":1', '\ufeff{}'])('refuses %j', text => {
    expect(setMembers(text, {a: 1})).toHaveProperty('reason')
  })

  test('of damaged texts: refuses, or gives the old value with these members', () => {
    fc.assert(
      fc.property(mutatedTexts([config, '{"a":{"hostname":1},"hostname":"x"}']), text => {
        const edit = setMembers(text, {hostname: 'n', ip: 'i'})
        if ('reason' in edit) return
        expect(JSON.parse(edit.text)).toEqual({...JSON.parse(text), hostname: 'n', ip: 'i'})
      }),
      {numRuns: 2000},
    )
  })
})
