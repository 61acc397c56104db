import {spawnSync} from 'node:child_process'
import {cpSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {join} from 'node:path'
import {beforeEach, expect, test} from 'vitest'
import {scratch} from '../unpack.ts'
import {program} from './doctor.ts'

const root = join(program, '../..')

/** A copy of the installed program, to be damaged. */
let folder: string
beforeEach(() => {
  folder = scratch()
  for (const part of ['bin', 'dist', 'package.json', 'oclif.manifest.json']) {
    cpSync(join(root, part), join(folder, part), {recursive: true})
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
})

const compiled = () => join(folder, 'dist/compiled', readdirSync(join(folder, 'dist/compiled'))[0] ?? '')

interface Loaded {
  readonly version: string
  /** Of core.js: whether V8 took what was compiled ahead; null where Node's own loader loaded it. */
  readonly taken: boolean | null
}

/** Runs `--version` as bin/run.js does, and tells how it was loaded. */
function start(...options: string[]): Loaded {
  const text = `
    const {loadDist, scripts} = require('./bin/load-dist.js')
    const core = loadDist('core.js')
    core.main(['--version'], () => ({root: process.cwd()})).then(() => {
      const [script] = scripts.values()
      console.log(JSON.stringify(script ? script.cachedDataRejected === false : null))
    })`
  const {stdout, stderr, status} = spawnSync(process.execPath, [...options, '-e', text], {
    cwd: folder,
    encoding: 'utf8',
  })
  expect({stderr, status}).toEqual({stderr: '', status: 0})
  const [version = '', taken = ''] = stdout.trim().split('\n')
  return {version: version.replace(/ .*/, ''), taken: JSON.parse(taken)}
}

const {version} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const right = `scheduler-doctor/${version}`

test('what was compiled ahead is taken', () => {
  expect(start()).toEqual({version: right, taken: true})
})

test('without it, and with that of another V8, Node loads the files', () => {
  renameSync(compiled(), join(folder, 'dist/compiled/1.2.3-linux-x64'))
  expect(start()).toEqual({version: right, taken: null})
  rmSync(join(folder, 'dist/compiled'), {recursive: true})
  expect(start()).toEqual({version: right, taken: null})
})

test('what was made with other settings is rejected', () => {
  expect(start('--no-lazy')).toEqual({version: right, taken: false})
})

test.each([
  ['cut short', (b: Buffer) => b.subarray(0, b.length - 1000)],
  ['of a few bytes', (b: Buffer) => b.subarray(0, 5)],
  ['of no bytes', (b: Buffer) => b.subarray(0, 0)],
  ['with a changed bit', (b: Buffer) => b.fill((b[200_000] ?? 0) ^ 1, 200_000, 200_001)],
])('a file %s is not given to V8', (_, damage) => {
  const file = join(compiled(), 'core.js.bin')
  writeFileSync(file, damage(readFileSync(file)))
  expect(start()).toEqual({version: right, taken: false})
})

test('a text that was changed since, to one of the same length, is what runs', () => {
  const file = join(folder, 'dist/core.js')
  const text = readFileSync(file, 'utf8')
  const sentence = 'Could not find the include file'
  expect(text).toContain(sentence)
  writeFileSync(file, text.replaceAll(sentence, sentence.replace('find', 'hold')))
  expect(start()).toEqual({version: right, taken: false})
})

test('the program that asks from inside a network namespace is found from the built files', () => {
  const found = createRequire(join(folder, 'dist/core.js')).resolve('#probe-process')
  expect(found).toBe(join(folder, 'dist/probe-process.js'))
})

test('a command that loads a package late finds it', () => {
  const options = ['history', '--state-dir', scratch()]
  const ran = spawnSync(process.execPath, ['bin/run.js', ...options], {cwd: folder, encoding: 'utf8'})
  expect(ran).toMatchObject({stdout: 'No repair was made from here.\n', stderr: '', status: 0})
})
