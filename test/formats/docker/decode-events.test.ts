import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {decodeEvents} from '../../../src/formats/docker/decode-events.ts'

// As Docker 20.10 and 28 sent them, labels cut.
const listed = [
  '{"status":"create","id":"ee06","from":"dkron:4.0.9","Type":"container","Action":"create","Actor":{"ID":"ee06","Attributes":{"com.docker.compose.project":"net","com.docker.compose.service":"s3","image":"dkron:4.0.9","name":"net_s3_1"}},"scope":"local","time":1795260835,"timeNano":1795260835260086948}',
  '{"Type":"network","Action":"connect","Actor":{"ID":"b024","Attributes":{"container":"ee06","name":"net_default","type":"bridge"}},"scope":"local","time":1795260835,"timeNano":1795260835433670175}',
  '{"status":"kill","id":"ee06","Type":"container","Action":"kill","Actor":{"ID":"ee06","Attributes":{"name":"net_s3_1","signal":"15"}},"scope":"local","time":1795260840,"timeNano":1795260840000000001}',
  '{"status":"die","id":"ee06","Type":"container","Action":"die","Actor":{"ID":"ee06","Attributes":{"exitCode":"137","name":"net_s3_1"}},"scope":"local","time":1795260841}',
  '{"status":"exec_start: sh","id":"ee06","Type":"container","Action":"exec_start: sh","Actor":{"ID":"ee06","Attributes":{}},"time":1795260842}',
  '{"Type":"image","Action":"pull","Actor":{"ID":"dkron:4.0.9","Attributes":{}},"time":1795260843}',
  '{"status":"destroy","id":"ee06","Type":"container","Action":"destroy","Actor":{"ID":"ee06","Attribu',
]

describe('decodeEvents', () => {
  it('reads containers and networks, and leaves out the rest and a line cut off', () => {
    const events = decodeEvents(listed.join('\n'))
    expect(events.map(e => [e.time, e.action, e.container])).toEqual([
      ['2026-11-21T11:33:55.260Z', 'create', 'ee06'],
      ['2026-11-21T11:33:55.433Z', 'connect', 'ee06'],
      ['2026-11-21T11:34:00.000Z', 'kill', 'ee06'],
      ['2026-11-21T11:34:01.000Z', 'die', 'ee06'],
    ])
    expect(events[0]).toMatchObject({name: 'net_s3_1', service: 's3', project: 'net', network: null})
    expect(events[1]).toMatchObject({name: null, network: 'net_default'})
    expect(events[2]?.signal).toBe(15)
    expect(events[3]?.exitCode).toBe(137)
  })

  it('never throws, whatever the text', () => {
    const line = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .tuple(fc.constantFrom(...listed), fc.nat(400), fc.string({maxLength: 3}))
        .map(([text, at, put]) => text.slice(0, at) + put + text.slice(at + 1)),
      fc
        .record({Type: fc.constantFrom('container', 'network'), Action: fc.jsonValue(), Actor: fc.jsonValue()})
        .map(e => JSON.stringify({...e, timeNano: 1e300})),
    )
    fc.assert(fc.property(fc.array(line), lines => void decodeEvents(lines.join('\n'))))
  })
})
