import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {ToolError} from '../../src/errors.ts'
import {outputsOf} from '../../src/terminal/output-flags.ts'
import {scratch} from '../unpack.ts'

const folder = scratch()
const at = (name: string) => join(folder, name)

describe('what is printed', () => {
  test.each([
    [{}, 'text'],
    [{json: true}, 'json'],
    [{format: 'junit'}, 'junit'],
    [{json: true, format: 'json'}, 'json'],
    [{output: [`sarif=${at('a')}`]}, 'text'],
    [{format: 'github', output: [`sarif=${at('a')}`, `junit=${at('b')}`]}, 'github'],
    [{format: 'sarif', output: [at('a')]}, null],
    [{json: true, output: [at('a'), `junit=${at('b')}`]}, null],
  ] as const)('%j: %s', (flags, printed) => {
    expect(outputsOf(flags).printed).toBe(printed)
  })
})

test('a file has the format before its name, else the one that would be printed', () => {
  const {files} = outputsOf({format: 'short', output: [`sarif=${at('a=b')}`, at('c=d'), './json=']})
  expect(files.map(({format, path}) => [format, path])).toEqual([
    ['sarif', at('a=b')],
    ['short', at('c=d')],
    ['short', './json='],
  ])
})

test.each([
  [{json: true, format: 'sarif'}, /cannot both/],
  [{output: ['sarrif=x']}, /no format "sarrif"/],
  [{output: ['junit=x', 'nonsense=x']}, /no format/],
  [{output: ['sarif=']}, /names no file/],
  [{output: ['-']}, /names no file/],
  [{output: ['junit=-']}, /names no file/],
  [{output: [`json=${at('a')}`, `sarif=${at('a')}`]}, /twice/],
] as const)('%j is wrong usage', (flags, message) => {
  expect(failure(flags)).toMatchObject({code: 'BAD_USAGE', exit: 2, message: expect.stringMatching(message)})
})

test('a mistyped format is told the right one', () => {
  expect(failure({output: ['sarrif=x.sarif']}).suggestions).toEqual(['did you mean --output sarif=x.sarif?'])
})

test('what cannot be written is refused before anything is read', () => {
  mkdirSync(at('folder'))
  writeFileSync(at('file'), '')
  for (const path of [at('folder'), at('missing/a'), at('file/a')]) {
    expect(failure({output: [path]})).toMatchObject({code: 'OUTPUT_UNWRITABLE', exit: 2})
  }
})

function failure(flags: Parameters<typeof outputsOf>[0]): ToolError {
  try {
    outputsOf(flags)
  } catch (error) {
    if (error instanceof ToolError) return error
  }
  throw new Error('nothing was refused')
}
