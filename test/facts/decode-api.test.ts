import {readFileSync} from 'node:fs'
import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import type {ApiAnswers} from '../../src/case/case.ts'
import {decodeApi} from '../../src/facts/decode-api.ts'
import {decodeApiFile} from '../../src/formats/dkron/decode-api-file.ts'
import {captures, factsOf, filesOf} from '../formats/captures.ts'

const asked = (answers: ApiAnswers['answers']) => decodeApi({source: 's', server: null, answers})
const one = (path: string, status: number, body: string) => asked({[path]: {status, body}})

describe('the captured answers', () => {
  it.each(captures)('%s', capture => {
    const facts = factsOf(capture)
    const all = filesOf(capture, 'api-').map(file => {
      const decoded = decodeApiFile(readFileSync(file, 'utf8'))
      if ('reason' in decoded) throw new Error(decoded.reason)
      return decodeApi({source: file, server: null, answers: decoded.answers})
    })
    for (const api of all) {
      expect(api.agentVersion).toBe('devel')
      expect(api.members?.map(m => m.name)).toContain(api.agentName)
      expect(api.isLeader).not.toBeNull()
      expect(api.leader).not.toBeNull()
      if (api.leader !== 'none') expect(api.members?.map(m => m.name)).toContain(api.leader?.name)
      expect(api.jobs).toBeGreaterThanOrEqual(0)
    }
    const contradicts = capture === 'v4.0.9-e5-advertise-stale'
    if (all.length > 0 && !contradicts && !capture.includes('e4-10') && !capture.includes('e4-9')) {
      expect(all.some(api => api.leader !== 'none')).toBe(facts.leader !== false)
    }
  })

  it('shows the contradiction of a wrong advertise address, and a server that waits for its store', () => {
    const read = (capture: string, n = 0) => {
      const decoded = decodeApiFile(readFileSync(filesOf(capture, 'api-')[n] ?? '', 'utf8'))
      return asked('answers' in decoded ? decoded.answers : {})
    }
    expect(read('v4.0.9-e5-advertise-stale')).toMatchObject({isLeader: true, leader: 'none'})
    expect(read('v4.0.9-e4-10-same-data-dir', 1).members).toMatchObject([{name: 'n2', server: false, rpcAddress: null}])
    expect(read('v4.0.9-e4-10-same-data-dir', 0).members).toMatchObject([{name: 'n1', server: true}])
  })
})

describe('each question', () => {
  it('knows the leader, that there is none, and that nobody knows', () => {
    expect(one('/v1/leader', 200, '{"Name":"n1","Tags":{"rpc_addr":"10.0.0.1:6868"}}').leader).toEqual({name: 'n1'})
    // Without a leader Raft's leader address is empty, and so is this tag of a server that has not finished starting.
    expect(one('/v1/leader', 200, '{"Name":"n1","Tags":{"server":"true"}}').leader).toBe('none')
    expect(one('/v1/leader', 500, 'null').leader).toBe('none')
    expect(one('/v1/leader', 500, '').leader).toBe('none')
    expect(one('/v1/leader', 404, 'null').leader).toBe('none')
    expect(one('/v1/leader', 502, '<html>Bad Gateway</html>').leader).toBeNull()
    expect(one('/v1/leader', 500, '<html>').leader).toBeNull()
    expect(one('/v1/leader', 200, '{}').leader).toBeNull()
    expect(asked({}).leader).toBeNull()
  })

  it("knows who leads only from answers that are Dkron's", () => {
    expect(one('/v1/isleader', 200, '"I am a leader"').isLeader).toBe(true)
    expect(one('/v1/isleader', 404, '"I am a follower"').isLeader).toBe(false)
    expect(one('/v1/isleader', 200, '').isLeader).toBe(true)
    expect(one('/v1/isleader', 404, '').isLeader).toBe(false)
    expect(one('/v1/isleader', 404, '404 page not found').isLeader).toBeNull()
    expect(one('/v1/isleader', 200, '<!doctype html>').isLeader).toBeNull()
    expect(one('/v1/isleader', 500, '').isLeader).toBeNull()
  })

  it('takes paths with a host, a slash at the end or a query', () => {
    const body = '{"agent":{"name":"n1","version":"4.0.9"}}'
    for (const path of ['/v1/', '/v1', 'http://h:8080/v1/', 'v1/']) {
      expect(one(path, 200, body)).toMatchObject({agentName: 'n1', agentVersion: '4.0.9'})
    }
    expect(one('/v1/jobs?_end=5', 200, '[{},{}]').jobs).toBe(2)
    expect(one('/v1/jobs/hello', 200, '[]').jobs).toBeNull()
  })

  it('gives null for bad JSON', () => {
    const bad = asked(
      Object.fromEntries(['', 'leader', 'members', 'jobs'].map(q => [`/v1/${q}`, {status: 200, body: '{'}])),
    )
    expect(bad).toMatchObject({agentName: null, leader: null, members: null, jobs: null})
  })

  it('never throws, whatever the answers', () => {
    const path = fc.oneof(fc.constantFrom('/v1/', '/v1/leader', '/v1/isleader', '/v1/members', '/v1/jobs'), fc.string())
    const answer = fc.record({status: fc.integer(), body: fc.oneof(fc.json(), fc.string())})
    fc.assert(fc.property(fc.dictionary(path, answer), answers => void asked(answers)))
  })
})
