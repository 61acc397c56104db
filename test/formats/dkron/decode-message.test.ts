import {BinaryWriter} from '@bufbuild/protobuf/wire'
import {describe, expect, it} from 'vitest'
import {decodeMessage} from '../../../src/formats/dkron/proto/decode-message.ts'
import {executionSchema, jobSchema} from '../../../src/formats/dkron/proto/messages.ts'
import {jobOf} from './messages.ts'

const varint = 0
const bytes = 2

function timestamp(seconds: bigint, nanos: number): Uint8Array {
  return new BinaryWriter().tag(1, varint).int64(seconds).tag(2, varint).int32(nanos).finish()
}

describe('decodeMessage', () => {
  it('gives every field its default when nothing was sent', () => {
    expect(decodeMessage(jobSchema, new Uint8Array(0))).toEqual(
      jobOf({name: '', schedule: '', concurrency: '', executor: ''}),
    )
  })

  it('reads maps, lists, submessages and signed numbers', () => {
    const entry = (key: string, value: string) =>
      new BinaryWriter().tag(1, bytes).string(key).tag(2, bytes).string(value).finish()
    const plugin = new BinaryWriter().tag(1, bytes).bytes(entry('forward', 'true')).finish()
    const processor = new BinaryWriter().tag(1, bytes).string('log').tag(2, bytes).bytes(plugin).finish()
    const bare = new BinaryWriter().tag(1, bytes).string('none').finish()
    const nullable = new BinaryWriter().tag(1, varint).bool(true).tag(2, bytes).bytes(timestamp(-5n, 7)).finish()
    const message = new BinaryWriter()
      .tag(1, bytes)
      .string('ünï')
      .tag(9, varint)
      .int32(-3)
      .tag(12, bytes)
      .bytes(entry('role', 'web'))
      .tag(12, bytes)
      .bytes(entry('__proto__', 'x'))
      .tag(13, varint)
      .uint32(4_294_967_295)
      .tag(14, bytes)
      .string('a')
      .tag(14, bytes)
      .string('b')
      .tag(25, bytes)
      .bytes(nullable)
      .tag(27, bytes)
      .bytes(processor)
      .tag(27, bytes)
      .bytes(bare)
      .finish()
    expect(decodeMessage(jobSchema, message)).toEqual(
      jobOf({
        name: 'ünï',
        schedule: '',
        concurrency: '',
        executor: '',
        success_count: -3,
        tags: new Map([
          ['role', 'web'],
          ['__proto__', 'x'],
        ]),
        retries: 4_294_967_295,
        dependent_jobs: ['a', 'b'],
        last_success: {has_value: true, time: {seconds: -5n, nanos: 7}},
        processors: new Map([
          ['log', {config: new Map([['forward', 'true']])}],
          // A map entry without a value: Go keeps a message with nothing in it.
          ['none', null],
        ]),
      }),
    )
  })

  it('keeps int64 exact', () => {
    const message = new BinaryWriter().tag(5, varint).int64(1_700_000_000_123_456_789n).finish()
    expect(decodeMessage(executionSchema, message)).toMatchObject({group: 1_700_000_000_123_456_789n})
  })

  it('takes the last of a repeated scalar and merges a repeated submessage', () => {
    const message = new BinaryWriter()
      .tag(1, bytes)
      .string('first')
      .tag(1, bytes)
      .string('last')
      .tag(7, bytes)
      .bytes(new BinaryWriter().tag(1, varint).int64(9).finish())
      .tag(7, bytes)
      .bytes(new BinaryWriter().tag(2, varint).int32(5).finish())
      .finish()
    expect(decodeMessage(executionSchema, message)).toMatchObject({
      job_name: 'last',
      started_at: {seconds: 9n, nanos: 5},
    })
  })

  it('skips unknown fields, groups, and known numbers of another wire type', () => {
    const message = new BinaryWriter()
      .tag(99, bytes)
      .string('future')
      .tag(98, 3)
      .tag(1, varint)
      .int32(1)
      .tag(98, 4)
      .tag(1, varint)
      .int32(7)
      .tag(97, 5)
      .fixed32(1)
      .tag(4, bytes)
      .string('n1')
      .finish()
    expect(decodeMessage(executionSchema, message)).toMatchObject({job_name: '', node_name: 'n1'})
  })

  it('copies bytes: the buffer they come from is used again', () => {
    const message = new BinaryWriter()
      .tag(3, bytes)
      .bytes(Uint8Array.of(1, 2, 3))
      .finish()
    const decoded = decodeMessage(executionSchema, message)
    message.fill(9)
    expect(decoded).toMatchObject({output: Uint8Array.of(1, 2, 3)})
  })

  it.each([
    ['text that is no UTF-8', [0x0a, 2, 0xff, 0xfe]],
    ['a length beyond the end', [0x0a, 200, 1, 0x61]],
    ['a cut tag', [0x80]],
    ['a cut varint', [0x48, 0x80]],
    ['a bool that is not there', [0x58]],
    ['field number 0', [0x02, 0]],
    ['an end of a group that never began', [0x0c]],
    ['a group that never ends', [0x0b, 0x08, 1]],
  ])('%s is a problem', (_, message) => {
    expect(decodeMessage(jobSchema, Uint8Array.from(message))).toHaveProperty('problem')
  })

  it('refuses groups nested without end instead of running out of stack', () => {
    expect(decodeMessage(jobSchema, new Uint8Array(1_000_000).fill(0x0b))).toHaveProperty('problem')
  })
})
