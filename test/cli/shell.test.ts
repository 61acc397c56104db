import {spawn, spawnSync} from 'node:child_process'
import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath, pathToFileURL} from 'node:url'
import {describe, expect, test} from 'vitest'
import {checks} from '../../src/checks/index.ts'
import {scratch} from '../unpack.ts'
import {doctor, program} from './doctor.ts'

describe('help', () => {
  test.each([['--help'], ['no-leader --help'], ['inspect --help'], ['explain --help']])('%s', async args => {
    const ran = doctor(args.split(' '))
    expect(ran).toMatchObject({code: 0, stderr: ''})
    // The first block names the versions of Node and of this program.
    const text = ran.stdout.replace(/scheduler-doctor\/\S+ \S+ node-\S+/, 'scheduler-doctor/VERSION')
    await expect(text).toMatchFileSnapshot(`__snapshots__/help ${args}.txt`)
  })

  test('help COMMAND is COMMAND --help', () => {
    expect(doctor(['help', 'inspect']).stdout).toBe(doctor(['inspect', '--help']).stdout)
  })

  test('--version', () => {
    expect(doctor(['--version'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^scheduler-doctor\/\d+\.\d+\.\d+ /),
    })
  })
})

test.skipIf(process.getuid?.() !== 0)('a user without a name, as in many containers (needs root to become one)', () => {
  const as = ['--reuid', '54321', '--clear-groups', 'env', '-i', 'HOME=/', process.execPath, program, '--version']
  expect(spawnSync('setpriv', as, {encoding: 'utf8'})).toMatchObject({status: 0, stderr: ''})
})

describe('a command that is not there', () => {
  test('is never run, only the nearest one named', () => {
    const ran = doctor(['no-laeder', 'x'])
    expect(ran).toMatchObject({code: 2, stdout: ''})
    expect(ran.stderr).toContain('did you mean doctor no-leader?')
  })
})

describe('explain', () => {
  test('lists every check', () => {
    const {stdout, code} = doctor(['explain'])
    expect(code).toBe(0)
    for (const check of checks) expect(stdout).toContain(check.id)
  })

  test('tells about one', async () => {
    const ran = doctor(['explain', 'server-id-changed'])
    expect(ran).toMatchObject({code: 0, stderr: ''})
    await expect(ran.stdout).toMatchFileSnapshot('__snapshots__/explain.txt')
  })

  test('has every check as JSON', () => {
    const ids = (JSON.parse(doctor(['explain', '--json']).stdout) as {id: string}[]).map(c => c.id)
    expect(ids).toEqual(checks.map(c => c.id))
  })

  test('a mistyped id is told the right one', () => {
    const ran = doctor(['explain', 'server-id-chagned'])
    expect(ran).toMatchObject({code: 2, stdout: ''})
    expect(ran.stderr).toContain('did you mean server-id-changed?')
  })
})

/** The built main over commands of the test's own: what it does with failures no command of ours has. */
describe('main', () => {
  const root = rootWith({
    boom: `throw new TypeError('x is not a function')`,
    wait: `process.stderr.write('ready'); await new Promise(r => setTimeout(r, 20_000))`,
  })

  test('a crash is a defect of ours: exit code 70, the stack only when asked for', () => {
    const plain = run(['boom'])
    expect(plain).toMatchObject({status: 70, stdout: ''})
    expect(plain.stderr).toMatch(/defect of doctor.*x is not a function\nCode: DEFECT\nTry this/)
    expect(plain.stderr).not.toContain('boom.js')
    expect(run(['boom'], {DEBUG: '1'}).stderr).toContain('boom.js')
    expect(JSON.parse(run(['boom', '--json']).stdout)).toMatchObject({code: 'DEFECT', exit: 70})
  })

  test('Ctrl-C ends with 130', async () => {
    const child = spawn(process.execPath, script(['wait']), {stdio: ['ignore', 'ignore', 'pipe']})
    child.stderr.once('data', () => child.kill('SIGINT'))
    const ended = await new Promise(resolve => child.once('exit', (code, signal) => resolve({code, signal})))
    expect(ended).toEqual({code: 130, signal: null})
  })

  function run(args: readonly string[], env: Record<string, string> = {}) {
    return spawnSync(process.execPath, script(args), {encoding: 'utf8', env: {PATH: process.env.PATH, ...env}})
  }

  function script(args: readonly string[]): string[] {
    const main = pathToFileURL(join(program, '../../dist/core.js'))
    const text = `const {main} = await import('${main}'); await main(${JSON.stringify(args)}, () => ({root: ${JSON.stringify(fileURLToPath(root))}}))`
    return ['--input-type=module', '-e', text]
  }
})

function rootWith(commands: Record<string, string>): URL {
  const folder = scratch()
  mkdirSync(join(folder, 'commands'))
  const oclif = {bin: 'doctor', commands: './commands', topicSeparator: ' '}
  writeFileSync(join(folder, 'package.json'), JSON.stringify({name: 'x', version: '1.0.0', type: 'module', oclif}))
  const core = import.meta.resolve('@oclif/core')
  for (const [name, body] of Object.entries(commands)) {
    const text = `import core from '${core}'\nexport default class extends core.Command { async run() { ${body} } }\n`
    writeFileSync(join(folder, 'commands', `${name}.js`), text)
  }
  return pathToFileURL(`${folder}/`)
}

test('a reader that goes away is no failure', () => {
  const {stdout, stderr} = spawnSync(
    'bash',
    ['-c', `"${process.execPath}" "${program}" explain | head -n 1; echo "\${PIPESTATUS[0]}"`],
    {
      encoding: 'utf8',
    },
  )
  expect(stderr).toBe('')
  expect(stdout.trimEnd().split('\n').at(-1)).toBe('0')
})
