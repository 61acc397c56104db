import {mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import type {Report} from '../../src/report/types.ts'
import {readers, toldBy} from '../present/read-back.ts'
import {schemaProblems} from '../schema.ts'
import {scratch} from '../unpack.ts'
import {captured, doctor} from './doctor.ts'

const mistake = `services:
  dkron:
    image: dkron/dkron:4.0.9
    command: agent --server --bootstrap-expect=1
    volumes: ["data:/dkron.data"]
`
const mended = mistake.replace('--server', '--server --node-name=dkron1')

const suppression = (fields: Readonly<Record<string, string>> = {}) => {
  const rule = {
    check: 'server-id-not-pinned',
    subject: 'compose.yml#dkron',
    reason: 'goes away with the host',
    until: '2999-12-31',
    ...fields,
  }
  return `suppress:\n  - ${Object.entries(rule)
    .map(([key, value]) => `${key}: ${value}`)
    .join('\n    ')}\n`
}

function place(settings: string | null, compose = mistake): string {
  const folder = scratch()
  writeFileSync(join(folder, 'compose.yml'), compose)
  if (settings !== null) writeFileSync(join(folder, 'doctor.yml'), settings)
  return folder
}

describe('a suppression', () => {
  test('is shown in every format, and fails nothing', async () => {
    const cwd = place(suppression())
    const report: Report = JSON.parse(doctor(['preflight', '--json'], {cwd}).stdout)
    expect(report).toMatchObject({verdict: 'healthy', cause: null, exitCode: 0})
    expect(report.findings).toMatchObject([
      {
        check: 'server-id-not-pinned',
        severity: 'error',
        suppressed: {reason: 'goes away with the host', until: '2999-12-31'},
      },
    ])
    expect(schemaProblems('report', report)).toEqual([])
    for (const [format, readBack] of Object.entries(readers)) {
      const ran = doctor(['preflight', '--format', format], {cwd})
      expect(ran).toMatchObject({code: 0, stderr: ''})
      expect({format, ...(await readBack(ran.stdout))}).toEqual({format, ...toldBy(report)})
    }
    const text = doctor(['preflight'], {cwd}).stdout
    expect(text.split('\n\n')[0]).toMatch(/passed;\s+1\s+finding\s+suppressed,\s+see\s+below/)
    expect(text).toMatch(/Suppressed[\s\S]*server-id-not-pinned[\s\S]*goes away\s+with the host/)
    expect(doctor(['preflight', '--format=html'], {cwd}).stdout).toContain('goes away with the host')
  })

  test('hides nothing else, not even the same check elsewhere', () => {
    const cwd = place(suppression())
    writeFileSync(join(cwd, 'stack.yml'), mistake)
    const report: Report = JSON.parse(doctor(['preflight', '--json'], {cwd}).stdout)
    expect(report).toMatchObject({verdict: 'broken', cause: 'server-id-not-pinned', exitCode: 1})
    expect(report.findings.map(f => [f.subject, f.suppressed !== undefined])).toEqual([
      ['stack.yml#dkron', false],
      ['compose.yml#dkron', true],
    ])
  })

  test('never covers a question that stayed open', () => {
    const cwd = place(suppression({check: 'file-unreadable', subject: 'compose.yml'}), 'services: [')
    expect(doctor(['preflight'], {cwd})).toMatchObject({code: 3})
  })

  test('that meets nothing is said', () => {
    const ran = doctor(['preflight'], {cwd: place(suppression(), mended)})
    expect(ran).toMatchObject({code: 0, stderr: expect.stringContaining('doctor.yml:2: nothing to suppress')})
  })
})

describe('mistakes are exit code 2 with file, line and column, never a pass', () => {
  test.each([
    ['a suppression that has ended', suppression({until: '2020-01-31'}), /doctor\.yml:2:5: .*ended with 2020-01-31/],
    ['an unknown check', suppression({check: 'server-id-unpinned'}), /doctor\.yml:2:5: there is no check "server-id-u/],
    [
      'an unknown id to skip',
      'skip:\n  - two-votes\n',
      /doctor\.yml:2:5: there is no check "two-votes"[\s\S]*two-voters\?/,
    ],
    ['broken YAML', 'fail-level: [\n', /doctor\.yml:\d+:\d+: is no YAML/],
    ['an unknown setting', 'fail_level: error\n', /doctor\.yml:1:1: there is no setting "fail_level"/],
    ['a baseline that is not there', 'baseline: gone.json\n', /gone\.json: the baseline cannot be read/],
    ['only checks of another command', 'only: [store-locked]\n', /doctor\.yml:1:8: "only" leaves no check/],
  ])('%s', (_, settings, said) => {
    for (const compose of [mistake, mended]) {
      const ran = doctor(['preflight'], {cwd: place(settings, compose)})
      expect(ran).toMatchObject({code: 2, stdout: '', stderr: expect.stringMatching(said)})
      expect(ran.stderr).toContain('Code: SETTINGS_INVALID')
    }
    expect(doctor(['preflight', '--no-settings'], {cwd: place(settings, mended)}).code).toBe(0)
  })

  test('also where nothing else is amiss with the command line', () => {
    const cwd = place(null, mended)
    expect(doctor(['preflight', '--settings=gone.yml'], {cwd}).code).toBe(2)
    expect(doctor(['preflight', '--write-baseline'], {cwd}).code).toBe(2)
    expect(doctor(['preflight', '--baseline=gone.json'], {cwd}).code).toBe(2)
    expect(doctor(['preflight', '--skip=no-such'], {cwd}).code).toBe(2)
  })
})

describe('settings', () => {
  test('are found upward, and flags stand above them', () => {
    const root = place('fail-level: never\n')
    const cwd = join(root, 'deploy')
    mkdirSync(cwd)
    writeFileSync(join(cwd, 'compose.yml'), mistake)
    expect(doctor(['preflight'], {cwd}).code).toBe(0)
    expect(doctor(['preflight', '--fail-level=error'], {cwd}).code).toBe(1)
    expect(doctor(['preflight', '--no-settings'], {cwd}).code).toBe(1)
  })

  test('go with the commands that diagnose what is there', () => {
    const {folder, evidence} = captured('v4.0.9-e1-1-down-up-new-id-new-ip')
    const plain: Report = JSON.parse(doctor(['no-leader', ...evidence, '--json'], {cwd: folder}).stdout)
    const [cause] = plain.findings
    writeFileSync(join(folder, 'doctor.yml'), suppression({check: cause?.check ?? '', subject: cause?.subject ?? ''}))
    const report: Report = JSON.parse(doctor(['no-leader', ...evidence, '--json'], {cwd: folder}).stdout)
    expect(report.cause).not.toBe(cause?.check)
    expect(report.findings.find(f => f.check === cause?.check)?.suppressed?.until).toBe('2999-12-31')
    expect(toldBy(report).findings.length).toBe(toldBy(plain).findings.length)
    writeFileSync(join(folder, 'doctor.yml'), suppression({until: '2020-01-31'}))
    expect(doctor(['worker-reachability', '--offline'], {cwd: folder}).code).toBe(2)
  })
})

describe('doctor inspect', () => {
  test('shows what is lived with, and is held to settings and flags', () => {
    const {folder} = captured('v4.0.9-e5-raftdb-zeroed-page')
    const inspect = (...args: string[]) => doctor(['inspect', 'dkron.data', '--check', ...args], {cwd: folder})
    const damage = (JSON.parse(inspect('--json').stdout) as Report).findings
    expect(inspect().code).toBe(1)
    expect(inspect('--fail-level=never').code).toBe(0)
    expect(inspect('--only=store-damaged').code).toBe(1)
    expect(inspect('--skip=no-such').code).toBe(2)
    const rules = damage.map(({check, subject}) => suppression({check, subject}))
    writeFileSync(join(folder, 'doctor.yml'), rules.map((r, i) => (i > 0 ? r.replace('suppress:\n', '') : r)).join(''))
    const ran = inspect()
    expect(ran).toMatchObject({code: 0, stderr: ''})
    expect(ran.stdout).toMatch(/Suppressed[\s\S]*store-damaged[\s\S]*goes\s+away\s+with\s+the\s+host/)
    expect(inspect('--no-settings').code).toBe(1)
    writeFileSync(join(folder, 'doctor.yml'), suppression({until: '2020-01-31'}))
    expect(inspect()).toMatchObject({code: 2, stdout: ''})
  })
})

describe('a baseline', () => {
  test('lets pass what was there, and nothing new', () => {
    const cwd = place(null)
    const written = doctor(['preflight', '--baseline=b.json', '--write-baseline', '--format=short'], {cwd})
    expect(written).toMatchObject({code: 0, stdout: expect.stringContaining('1 suppressed')})
    expect(readFileSync(join(cwd, 'b.json'), 'utf8')).toContain('"check":"server-id-not-pinned"')
    const after = doctor(['preflight', '--baseline=b.json', '--format=short'], {cwd})
    expect(after).toEqual(written)
    expect(after.stdout).toContain('in the baseline b.json')
    writeFileSync(join(cwd, 'stack.yml'), mistake)
    expect(doctor(['preflight', '--baseline=b.json'], {cwd}).code).toBe(1)
  })

  test('does not cover what got worse', () => {
    const cwd = place(null, mistake.replace(/ {4}volumes.*\n/, ''))
    const warned = doctor(['preflight', '--only=server-id-not-pinned', '--baseline=b.json', '--write-baseline'], {cwd})
    expect(warned.code).toBe(0)
    writeFileSync(join(cwd, 'compose.yml'), mistake)
    expect(doctor(['preflight', '--baseline=b.json'], {cwd}).code).toBe(1)
  })

  test('that is broken is exit code 2 with its line', () => {
    const cwd = place(null)
    writeFileSync(join(cwd, 'b.json'), '{"schemaVersion": 1,\n "command": "preflight"}')
    const ran = doctor(['preflight', '--baseline=b.json'], {cwd})
    expect(ran).toMatchObject({code: 2, stderr: expect.stringMatching(/b\.json:1:1: the file lacks "findings"/)})
  })
})
