import {Errors} from '@oclif/core'
import {expect, test} from 'vitest'
import {ToolError} from '../../src/errors.ts'
import {describeFailure, exitCodeOf, failureJson, failureText, jsonWanted} from '../../src/terminal/failure.ts'

const expected = new ToolError('DATA_DIR_NOT_FOUND', './x is not there', {next: ['ls', 'doctor --help']})

test('expected trouble keeps its code, its advice and its exit code', () => {
  const failure = describeFailure(expected)
  expect(failure).toMatchObject({code: 'DATA_DIR_NOT_FOUND', message: './x is not there', exit: 3})
  expect(failureText(failure, false)).toBe(
    'doctor: ./x is not there\nCode: DATA_DIR_NOT_FOUND\nTry this:\n  - ls\n  - doctor --help\n',
  )
  const fields = {code: 'DATA_DIR_NOT_FOUND', message: './x is not there', next: ['ls', 'doctor --help'], exit: 3}
  expect(JSON.parse(failureJson(failure, 'json'))).toEqual(fields)
  expect(failureJson(failure, 'ndjson')).toBe(`${JSON.stringify({type: 'failure', ...fields})}\n`)
})

test.each([
  ['--json', 'json'],
  ['x --format json', 'json'],
  ['--format=ndjson x', 'ndjson'],
  ['--format sarif', null],
  ['--format sarif --format=json', 'json'],
  ['--format', null],
  ['-- --json', null],
  ['--output json=a', null],
])('%s: a failure on standard output as %s', (words, format) => {
  expect(jsonWanted(words.split(' '))).toBe(format)
})

test('what the parser throws is wrong usage', () => {
  const failure = describeFailure(new Errors.CLIError('Nonexistent flag: --x\nSee more help with --help', {exit: 2}))
  expect(failure).toMatchObject({code: 'BAD_USAGE', message: 'Nonexistent flag: --x', exit: 2})
})

test.each([new TypeError('x is not a function'), 'thrown text', null, undefined])('%s is a defect', thrown => {
  const failure = describeFailure(thrown)
  expect(failure).toMatchObject({code: 'DEFECT', exit: 70})
  expect(failureText(failure, false)).toContain('defect of doctor')
  expect(failureText(failure, false)).not.toContain(' at ')
})

test('the stack is shown only when asked for', () => {
  expect(failureText(describeFailure(new TypeError('x')), true)).toContain('failure.test.ts')
})

test('an exit of oclif is no failure', () => {
  expect(exitCodeOf(new Errors.ExitError(0))).toBe(0)
  expect(exitCodeOf(new Errors.ExitError(4))).toBe(4)
  expect(exitCodeOf(expected)).toBeNull()
  expect(exitCodeOf(undefined)).toBeNull()
})
