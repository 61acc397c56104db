import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {decodeAnswerName} from '../../../src/formats/cronicle/answer-name.ts'
import {decodeAddProblem} from '../../../src/formats/cronicle/decode-add-problem.ts'
import {decodeAnswers} from '../../../src/formats/cronicle/decode-answer.ts'
import {
  decodeEngineError,
  decodeHandshake,
  decodePolling,
  joinsNamespace,
} from '../../../src/formats/cronicle/engine-io.ts'
import {captures, expectedCronicle} from '../../cronicle-captures.ts'
import {mutatedTexts} from '../../mutate.ts'

const saved = expectedCronicle().flatMap(({name}) =>
  readdirSync(join(captures, name))
    .filter(f => f.startsWith('api-') || f.startsWith('four-'))
    .map(f => ({name, file: f, text: readFileSync(join(captures, name, f), 'utf8')})),
)

describe('saved answers', () => {
  it('are understood, all of them', () => {
    for (const {name, file, text} of saved) {
      const answers = decodeAnswers(text, decodeAnswerName(file).call)
      expect(answers.length > 0, `${name}/${file}`).toBe(text !== '')
      expect(answers.map(a => a.call)).not.toContain('foreign')
    }
  })

  it('are understood by their content, whatever their name', () => {
    for (const {text} of saved.filter(s => !/add_server/.test(s.file))) {
      expect(decodeAnswers(text, null).map(a => a.call)).not.toContain('foreign')
    }
  })

  it('hold no key when they are decoded', () => {
    expect(saved.some(s => s.text.includes('labapikey'))).toBe(true)
    expect(JSON.stringify(saved.map(s => decodeAnswers(s.text, decodeAnswerName(s.file).call)))).not.toContain(
      'labapikey',
    )
  })

  it('of a balancer are somebody else’s', () => {
    expect(decodeAnswers('<html>\r\n<head><title>502 Bad Gateway</title></head>', 'status')).toEqual([
      {
        call: 'foreign',
        foreign: {problem: 'is an HTML page', excerpt: '<html> <head><title>502 Bad Gateway</title></head>'},
      },
    ])
  })

  it('never throw, whatever the bytes', () => {
    fc.assert(
      fc.property(mutatedTexts(saved.map(s => s.text)), text => {
        decodeAnswers(text, null)
        decodeAnswers(text, 'get_servers')
      }),
      {numRuns: 500},
    )
  })
})

describe('names of saved answers', () => {
  it.each([
    ['api-status-through-lb.json', {call: 'status', asked: null, way: 'balancer'}],
    ['api-status-primary.json', {call: 'status', asked: 'primary', way: 'direct'}],
    ['api-config-worker.js', {call: 'config', asked: 'worker', way: 'direct'}],
    ['api-add_server.2.json', {call: 'add_server', asked: null, way: 'unknown'}],
    ['get_servers.json', {call: 'get_servers', asked: null, way: 'unknown'}],
    ['answer.json', {call: null, asked: null, way: 'unknown'}],
  ])('%s', (name, expected) => expect(decodeAnswerName(name)).toEqual(expected))
})

describe('why an add was refused', () => {
  it.each([
    [
      'Failed to contact server: DNS: Failed to lookup IP from hostname: no-such.example',
      {kind: 'name-unknown', name: 'no-such.example'},
    ],
    ['Failed to contact server: Request Timeout (8000 ms)', {kind: 'timeout', milliseconds: 8000}],
    ['Failed to contact server: Connection Refused: Failed to connect to host: lb.example', {kind: 'refused'}],
    ['Failed to contact server: Host is unreachable (connect EHOSTUNREACH 10.0.0.1:3012)', {kind: 'unreachable'}],
    [
      'Failed to contact server: Unexpected token \'<\', "<html>\r\n<h"... is not valid JSON',
      {kind: 'not-json', excerpt: '<html> <h'},
    ],
    ['Failed to contact server: lb: HTTP 301 Moved Permanently', {kind: 'http-status', host: 'lb', code: 301}],
    [
      'Failed to add server to cluster: lb: Secret keys do not match.  Please synchronize your config files.',
      {kind: 'secret-key', host: 'lb'},
    ],
    [
      'Failed to add server to cluster: lb: Server is already a master server, controlling its own cluster.',
      {kind: 'is-primary'},
    ],
    [
      'Failed to add server to cluster: lb: Server is already a member of a cluster (Primary: p2)',
      {kind: 'other-cluster', primary: 'p2'},
    ],
    ['Server is already in cluster: w2 (10.20.0.20)', {kind: 'already-there', hostname: 'w2', ip: '10.20.0.20'}],
    ['Server is already in cluster: w2', {kind: 'already-there', hostname: 'w2', ip: null}],
    ['You do not have permission', {kind: 'other'}],
  ])('%s', (sentence, expected) => expect(decodeAddProblem(sentence)).toMatchObject(expected))
})

describe('Engine.IO over polling', () => {
  const open = '0{"sid":"abc","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}'
  it('decodes handshake, join and errors', () => {
    expect(decodeHandshake(open)).toEqual({
      sid: 'abc',
      upgrades: ['websocket'],
      pingInterval: 25000,
      pingTimeout: 20000,
    })
    expect(joinsNamespace('40{"sid":"x"}')).toBe(true)
    expect(joinsNamespace('44{"message":"no"}')).toBe(false)
    expect(decodePolling('2\u001e40{"sid":"x"}')?.map(p => p.type)).toEqual(['ping', 'message'])
    expect(decodeEngineError('{"code":1,"message":"Session ID unknown"}')).toEqual({
      code: 1,
      message: 'Session ID unknown',
    })
    expect(decodeHandshake('<html>')).toBeNull()
  })
  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(mutatedTexts([open, '40{"sid":"x"}', '{"code":1,"message":"m"}']), text => {
        decodeHandshake(text)
        joinsNamespace(text)
        decodeEngineError(text)
      }),
    )
  })
})
