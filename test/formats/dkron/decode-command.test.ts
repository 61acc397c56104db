import {describe, expect, it} from 'vitest'
import {decodeCommand, describeCommand} from '../../../src/formats/dkron/decode-command.ts'
import {command, deleteJobCommand, executionOf, jobOf, setJobCommand} from './messages.ts'

describe('decodeCommand', () => {
  it('reads a SetJob and a DeleteJob', () => {
    const job = jobOf({name: 'child', schedule: '', parent_job: 'hello', concurrency: '', executor: ''})
    expect(decodeCommand(setJobCommand('child', '', 'hello'))).toEqual({name: 'SetJob', job})
    expect(decodeCommand(deleteJobCommand('hello'))).toEqual({name: 'DeleteJob', jobName: 'hello'})
  })

  it('takes types that Dkron passes over as ignored', () => {
    expect(decodeCommand(Uint8Array.of(3, 1, 2))).toEqual({name: 'Ignored', type: 3})
    expect(decodeCommand(Uint8Array.of(128))).toEqual({name: 'Ignored', type: 128})
  })

  it.each([
    ['no bytes', new Uint8Array(0), /empty command/],
    ['a broken job', command(0, Uint8Array.of(0x0a, 9)), /command of type 0/],
    ['a broken deletion', command(1, Uint8Array.of(0x0a, 9)), /command of type 1/],
    ['a broken execution', command(2, Uint8Array.of(0x0a, 9)), /command of type 2/],
    ['an ExecutionDone without an execution', command(4, new Uint8Array(0)), /no execution/],
  ])('%s is a problem', (_, data, problem) => {
    expect(decodeCommand(data)).toEqual({problem: expect.stringMatching(problem)})
  })
})

describe('describeCommand', () => {
  it.each([
    [setJobCommand('hello', '@every 5s'), 'SetJob "hello" schedule "@every 5s"'],
    [setJobCommand('child', '', 'hello'), 'SetJob "child" after "hello"'],
    [deleteJobCommand('hello'), 'DeleteJob "hello"'],
    [Uint8Array.of(3), 'DeleteExecutions (applied by no release)'],
    [Uint8Array.of(77), 'unknown command type 77'],
  ])('case %#', (data, line) => {
    expect(describeCommand(decodeCommand(data))).toBe(line)
  })

  it('tells how an execution stands', () => {
    const running = executionOf({finished_at: {seconds: -62_135_596_800n, nanos: 0}, success: false})
    expect(describeCommand({name: 'SetExecution', execution: running})).toBe('SetExecution "hello" on n1, started')
    const done = {name: 'ExecutionDone', execution: executionOf({})} as const
    expect(describeCommand(done)).toBe('ExecutionDone "hello" on n1, success')
    const failed = {name: 'ExecutionDone', execution: executionOf({success: false, node_name: 'a b'})} as const
    expect(describeCommand(failed)).toBe('ExecutionDone "hello" on "a b", failed')
  })

  it('says that a job is disabled', () => {
    expect(describeCommand({name: 'SetJob', job: jobOf({disabled: true})})).toMatch(/"@every 5s", disabled$/)
  })

  it('keeps to one short line without control characters, whatever the names hold', () => {
    const job = jobOf({name: `a\n\u001b[31m\u009b${'x'.repeat(500)}`, schedule: '\r\u0007'})
    const line = describeCommand({name: 'SetJob', job})
    expect(line.length).toBeLessThan(200)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
    expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/)
  })
})
