import {execFileSync, spawnSync} from 'node:child_process'
import {cpSync, mkdirSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import type {Report} from '../../src/report/types.ts'
import {scratch} from '../unpack.ts'
import {captured, doctor, program} from './doctor.ts'

const broken = captured('v4.0.9-e1-1-down-up-new-id-new-ip')
// biome-ignore lint/suspicious/noControlCharactersInRegex: looked for
const escapes = /\u001b\[/

describe('text', () => {
  test.each([
    ['v4.0.9-e1-1-down-up-new-id-new-ip', 1],
    ['v4.0.9-e1-0-healthy-first-start', 0],
    ['v4.0.9-e2e1-node-name-added-after', 1],
    ['v4.0.9-e4-2-new-ids-new-ips', 1],
    ['v4.0.9-e4-5-lost-quorum', 1],
    ['v4.0.9-e4-4-fixed-names-new-ips', 0],
    ['v3.2.7-e4-4-fixed-names-new-ips', 1],
    ['v3.2.7-e4-2-bootstrapped-on-second-start', 0],
    ['v4.0.9-e5-raftdb-zeroed-page', 1],
    ['v2.2.2-e3a1-peersjson-panics', 1],
  ])('%s reads like this', async (name, code) => {
    const {folder, evidence} = captured(name)
    const ran = doctor(['no-leader', ...evidence], {cwd: folder})
    expect(ran).toMatchObject({code, stderr: ''})
    await expect(ran.stdout).toMatchFileSnapshot(`__snapshots__/${name}.txt`)
  })

  test('a data-dir alone leaves open which server ID runs now, and says what to supply', async () => {
    const ran = doctor(['no-leader', '--offline', 'dkron.data'], {cwd: broken.folder})
    expect(ran).toMatchObject({code: 3, stderr: ''})
    await expect(ran.stdout).toMatchFileSnapshot('__snapshots__/data-dir-alone.txt')
  })

  test('the cause stands in the first three lines', () => {
    const {stdout} = doctor(['no-leader', ...broken.evidence], {cwd: broken.folder})
    const top = stdout.split('\n').slice(0, 3).join(' ')
    expect(top).toMatch(/f87aaf5337bd.*a52fb2697449.*never be elected.*server-id-changed/)
  })

  test('without a UTF-8 locale, or on a dumb terminal, it is plain ASCII', async () => {
    const plain = doctor(['no-leader', ...broken.evidence], {cwd: broken.folder, env: {LANG: 'C'}})
    // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins there
    expect(plain.stdout).toMatch(/^[\u0000-\u007f]*$/)
    await expect(plain.stdout).toMatchFileSnapshot('__snapshots__/ascii.txt')
    const dumb = doctor(['no-leader', ...broken.evidence], {cwd: broken.folder, env: {TERM: 'dumb'}})
    expect(dumb.stdout).toBe(plain.stdout)
  })

  test('no line of prose is wider than 80 columns', () => {
    for (const name of ['v4.0.9-e1-1-down-up-new-id-new-ip', 'v4.0.9-e5-snap-bad-crc', 'v2.2.2-e4-11-bootstrap-race']) {
      const {folder, evidence} = captured(name)
      const {stdout} = doctor(['no-leader', ...evidence], {cwd: folder})
      const prose = stdout.slice(0, stdout.indexOf('\nNext\n')).split('\n')
      expect(prose.filter(l => [...l].length > 80 && l.trim().includes(' '))).toEqual([])
    }
  })

  test('colour only when forced on a pipe, never against --no-color', () => {
    const run = (env: Record<string, string>, ...more: string[]) =>
      doctor(['no-leader', ...broken.evidence, ...more], {cwd: broken.folder, env}).stdout
    expect(run({})).not.toMatch(escapes)
    expect(run({FORCE_COLOR: '1'})).toMatch(escapes)
    expect(run({FORCE_COLOR: '0'})).not.toMatch(escapes)
    expect(run({NO_COLOR: '1'})).not.toMatch(escapes)
    expect(run({FORCE_COLOR: '1'}, '--no-color')).not.toMatch(escapes)
  })
})

describe('the next command', () => {
  const commandOf = (stdout: string) => stdout.trimEnd().split('\n').at(-1)?.trim().split(' ') ?? []

  test.each([
    ['v4.0.9-e1-1-down-up-new-id-new-ip', 'pin-old-id'],
    ['v4.0.9-e2e1-node-name-added-after', 'pin-old-id'],
    ['v4.0.9-e4-2-new-ids-new-ips', 'pin-old-id'],
    ['v3.2.7-e4-4-fixed-names-new-ips', 'give-back-address'],
    ['v4.0.9-e3a12-peersjson-no-state', 'remove-peers-json'],
    ['v4.0.9-e3a5-peersjson-malformed', 'pin-old-id'],
    ['v2.2.2-e3a1-peersjson-panics', 'pin-old-id'],
    ['v4.0.9-e1-0-healthy-first-start', 'pin-id'],
  ])('of %s has a plan (%s)', (name, strategy) => {
    const {folder, evidence} = captured(name)
    const {stdout} = doctor(['no-leader', ...evidence], {cwd: folder})
    const command = commandOf(stdout)
    expect(command.slice(0, 2)).toEqual(['doctor', 'repair'])
    const planned = doctor([...command.slice(1), '--dry-run'], {cwd: folder})
    expect(planned).toMatchObject({code: 0, stderr: ''})
    expect(planned.stdout).toContain(`(${strategy})`)
  })

  test('is no repair that would be refused, or that nobody can say is right', () => {
    for (const name of ['v4.0.9-e4-5-lost-quorum', 'v4.0.9-e4-7-two-bootstrap', 'v4.0.9-e5-snap-bad-crc']) {
      const {folder, evidence} = captured(name)
      const {stdout} = doctor(['no-leader', ...evidence], {cwd: folder})
      expect(stdout.slice(stdout.indexOf('\nNext\n'))).not.toContain('doctor repair')
    }
  })

  test('of a renamed server without a compose file proves its stored ID', () => {
    const {folder, evidence} = captured('v4.0.9-e2e1-node-name-added-after')
    const known = evidence.filter(word => !word.startsWith('--compose'))
    const command = commandOf(doctor(['no-leader', ...known], {cwd: folder}).stdout)
    expect(command.slice(0, 2)).toEqual(['doctor', 'no-leader'])
    expect(doctor(command.slice(1), {cwd: folder}).code).toBe(0)
  })
})

describe('JSON', () => {
  const ran = doctor(['no-leader', '--json', ...broken.evidence], {cwd: broken.folder})
  const report = JSON.parse(ran.stdout) as Report

  test('is all that stands on stdout', () => {
    expect(ran).toMatchObject({code: 1, stderr: ''})
    expect(ran.stdout).toBe(`${JSON.stringify(report, null, 2)}\n`)
  })

  test('has the shape of the contract', () => {
    expect(Object.keys(report)).toEqual([
      'schemaVersion',
      'tool',
      'command',
      'verdict',
      'cause',
      'findings',
      'checks',
      'facts',
      'failLevel',
      'exitCode',
    ])
    expect(report).toMatchObject({
      schemaVersion: 1,
      tool: {name: 'doctor'},
      command: 'no-leader',
      verdict: 'broken',
      cause: 'server-id-changed',
      exitCode: 1,
    })
    const [first] = report.findings
    expect(first).toMatchObject({check: 'server-id-changed', status: 'fail', severity: 'error', consequenceOf: null})
    expect(first?.fingerprint).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(report.checks.every(c => ['pass', 'fail', 'skip', 'unknown'].includes(c.status))).toBe(true)
  })

  test('writes indexes and terms as decimal strings', () => {
    expect(report.facts).toMatchObject({
      servers: [{lastIndex: '21', lastTerm: '2', currentTerm: '2', configuration: {index: '1', term: '1'}}],
    })
  })

  test('is the same in every run', () => {
    expect(doctor(['no-leader', '--json', ...broken.evidence], {cwd: broken.folder}).stdout).toBe(ran.stdout)
  })

  test('has the exit code of the text', () => {
    for (const level of ['error', 'warning', 'never']) {
      const args = ['no-leader', `--fail-level=${level}`, ...broken.evidence]
      const text = doctor(args, {cwd: broken.folder})
      const json = doctor([...args, '--json'], {cwd: broken.folder})
      expect(json.code).toBe(text.code)
      expect((JSON.parse(json.stdout) as Report).exitCode).toBe(text.code)
    }
  })
})

describe('exit codes', () => {
  const risky = captured('v4.0.9-e1-0-healthy-first-start')

  test.each([
    ['error', 0],
    ['warning', 1],
    ['never', 0],
  ])('warnings at --fail-level %s', (level, code) => {
    expect(doctor(['no-leader', `--fail-level=${level}`, ...risky.evidence], {cwd: risky.folder}).code).toBe(code)
  })

  test('errors at --fail-level never', () => {
    expect(doctor(['no-leader', '--fail-level=never', ...broken.evidence], {cwd: broken.folder}).code).toBe(0)
  })

  test('a data-dir that is not there', () => {
    const ran = doctor(['no-leader', '--offline', './nowhere'])
    expect(ran).toMatchObject({code: 3, stdout: ''})
    expect(ran.stderr).toMatch(/nowhere[\s\S]*Code: DATA_DIR_NOT_FOUND\nTry this/)
  })

  test('nothing to look at is not healthy', () => {
    expect(doctor(['no-leader', '--offline'], {cwd: scratch()})).toMatchObject({code: 3, stdout: ''})
  })

  test('a folder without Raft state is never healthy', () => {
    const folder = scratch()
    mkdirSync(join(folder, 'empty'))
    const ran = doctor(['no-leader', '--offline', '--fail-level=warning', 'empty', '--node-name=n1'], {cwd: folder})
    expect(ran.code).toBe(1)
    expect(ran.stdout).toContain('data-dir-empty')
  })

  test('evidence that cannot be read is named and keeps the answer from being sure', () => {
    const ran = doctor(['no-leader', '--offline', 'dkron.data', '--inspect=missing.json'], {cwd: broken.folder})
    expect(ran.code).toBe(3)
    expect(ran.stdout).toContain('missing.json')
  })
})

describe('usage', () => {
  test.each([
    [['no-leader', '--nonsense']],
    [['no-leader', '--fail-level=sometimes']],
    [['no-leader', '--only=nonsense', 'x']],
    [['no-leader', '--skip=server-id-chnged', 'x']],
    [['no-leader', '--dkron-version=new', 'x']],
    [['no-leader', '--timeout=0', 'x']],
  ])('%j is wrong usage', args => {
    const ran = doctor(args)
    expect(ran).toMatchObject({code: 2, stdout: ''})
    expect(ran.stderr).toMatch(/^doctor: .*\n[\s\S]*Code: (BAD_USAGE|UNKNOWN_CHECK)\nTry this/)
    const json = doctor([...args, '--json'])
    expect(json).toMatchObject({code: 2, stderr: ''})
    expect(Object.keys(JSON.parse(json.stdout))).toEqual(['code', 'message', 'next', 'exit'])
  })

  test('a mistyped option or id is told the right one', () => {
    expect(doctor(['no-leader', '--inspct=x']).stderr).toContain('did you mean --inspect?')
    expect(doctor(['no-leader', '--only=server-id-chnged', 'x']).stderr).toContain('did you mean server-id-changed?')
  })

  test('--only and --skip take lists, and what was left out is told', () => {
    const only = doctor(['no-leader', '--json', '--only=two-voters,quorum-lost', ...broken.evidence], {
      cwd: broken.folder,
    })
    const {checks} = JSON.parse(only.stdout) as Report
    expect(
      checks
        .filter(c => c.reason !== 'not asked for')
        .map(c => c.check)
        .sort(),
    ).toEqual(['quorum-lost', 'two-voters'])
    const skip = doctor(['no-leader', '--json', '--skip=server-id-changed', ...broken.evidence], {cwd: broken.folder})
    expect((JSON.parse(skip.stdout) as Report).cause).not.toBe('server-id-changed')
  })
})

test('a data-dir on a path with spaces and letters of other alphabets', () => {
  const folder = join(scratch(), 'Ünsere dáten – 数据')
  cpSync(broken.folder, folder, {recursive: true})
  const ran = doctor(['no-leader', '--offline', join(folder, 'dkron.data'), '--node-name=a52fb2697449'])
  expect(ran).toMatchObject({code: 0, stderr: ''})
  expect(ran.stdout).toContain('数据')
})

test('a named pipe in the place of a data-dir is not waited for', () => {
  const pipe = join(scratch(), 'pipe')
  execFileSync('mkfifo', [pipe])
  const {status, stderr} = spawnSync(process.execPath, [program, 'no-leader', pipe, '--offline'], {
    encoding: 'utf8',
    timeout: 60_000,
  })
  expect({status, stderr}).toMatchObject({status: 3, stderr: expect.stringContaining('not a data directory')})
})

test('what is named twice is one server', () => {
  const [inspect] = broken.evidence.filter(word => word.startsWith('--inspect='))
  const twice = ['--offline', 'dkron.data', 'dkron.data/raft', `${inspect}`, `${inspect}`, '--json']
  const {cause, facts} = JSON.parse(doctor(['no-leader', ...twice], {cwd: broken.folder}).stdout) as Report
  expect(cause).toBe('server-id-changed')
  const servers = (facts as {servers: readonly unknown[]}).servers
  expect(servers).toHaveLength(1)
})
