import {execFile, execFileSync, spawnSync} from 'node:child_process'
import {createHash} from 'node:crypto'
import {copyFileSync, cpSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {describe, expect, inject, test} from 'vitest'
import {scratch} from '../unpack.ts'

const {tarball, bundle, nodes, missing} = inject('shipped')
const fixture = join(import.meta.dirname, '../../fixtures/dkron/v4.0.9-e1-1-down-up-new-id-new-ip')
const evidence = ['dkron.data', '--offline', '--inspect=inspect-e1_dkron_1.json', '--compose=docker-compose.yml']

// So that there is a test to skip, with the reason, where no Node could be had.
const tried = nodes.length > 0 ? nodes : [{version: '(none)', program: ''}]

describe.each(tried)('Node $version', ({program}) => {
  test('the package installs into an empty folder without scripts; diagnosis, repair and undo', async ({skip}) => {
    if (program === '') skip(`no Node from the registry: ${missing}`)
    const folder = scratch()
    writeFileSync(join(folder, 'package.json'), '{"private": true}\n')
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline']
    await promisify(execFile)(program, [npmProgram(), 'install', ...options, tarball], {cwd: folder})
    expect(readdirSync(join(folder, 'node_modules/.bin'))).toContain('doctor')
    works([program, join(folder, 'node_modules/scheduler-doctor/bin/run.js')])
  })

  test('the one file does the same where there are no packages', ({skip}) => {
    if (program === '') skip(`no Node from the registry: ${missing}`)
    const file = join(scratch(), 'doctor.mjs')
    copyFileSync(bundle, file)
    works([program, file])
  })
})

/** npm of this machine: its script runs under any Node. */
function npmProgram(): string {
  const root = execFileSync('npm', ['root', '--global'], {encoding: 'utf8'}).trim()
  return join(root, 'npm/bin/npm-cli.js')
}

/** A diagnosis, then two repairs and their undo: of the compose file, and of the data-dir. */
function works([node = '', ...program]: readonly string[]): void {
  const folder = scratch()
  cpSync(fixture, folder, {recursive: true})
  execFileSync('tar', ['-xzf', 'dkron.data.tar.gz', '--no-same-owner'], {cwd: folder})
  const doctor = (...args: string[]) => {
    // Nothing of this machine's packages may help.
    const env = {PATH: process.env.PATH, HOME: folder, LANG: 'C.UTF-8'}
    const ran = spawnSync(node, [...program, ...args], {cwd: folder, encoding: 'utf8', env})
    return {code: ran.status, stdout: ran.stdout, stderr: ran.stderr}
  }
  const state = ['--state-dir', join(folder, 'state')]
  expect(doctor('--version')).toMatchObject({code: 0, stderr: ''})
  const diagnosed = doctor('no-leader', ...evidence, '--json')
  expect(diagnosed).toMatchObject({code: 1, stderr: ''})
  expect(JSON.parse(diagnosed.stdout).cause).toBe('server-id-changed')

  for (const [strategy, file] of [
    ['pin-old-id', 'docker-compose.yml'],
    ['recover-configuration', 'dkron.data/raft/raft.db'],
  ] as const) {
    const before = hashOf(join(folder, file))
    const repaired = doctor('repair', ...evidence, '--strategy', strategy, '--yes', ...state)
    expect({strategy, ...repaired}).toMatchObject({strategy, code: 0, stderr: ''})
    expect(hashOf(join(folder, file))).not.toBe(before)
    expect(doctor('history', ...state)).toMatchObject({code: 0, stderr: '', stdout: expect.stringContaining(strategy)})
    expect(doctor('undo', ...state)).toMatchObject({code: 0, stderr: ''})
    expect(hashOf(join(folder, file))).toBe(before)
  }
}

const hashOf = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex')
