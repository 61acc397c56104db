import {spawnSync} from 'node:child_process'
import {mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import type {Finding} from '../../src/report/types.ts'
import {readSeries} from '../present/read-back.ts'
import {captured, doctor} from './doctor.ts'
import {startDoctor, until} from './running-doctor.ts'

/** Without the logs of then: they have seen a leader. */
function healthy() {
  const {folder, evidence} = captured('v4.0.9-e4-1-healthy-3')
  return {folder, evidence: evidence.filter(word => !word.startsWith('--log='))}
}

const broken = captured('v4.0.9-e1-1-down-up-new-id-new-ip')
const quick = ['--interval=50ms']
/** The captured servers are healthy, but not pinned. */
const quiet = ['--skip=server-id-not-pinned', '--metrics=127.0.0.1:0']

describe('doctor watch', () => {
  test('is silent while all is well, tells that the leader is lost and is back, and ends with 0 at SIGTERM', async () => {
    const {folder, evidence} = healthy()
    const watch = startDoctor(['watch', ...evidence, ...quick, ...quiet, '--json'], {cwd: folder})
    const scrape = await scraper(watch.stderr)
    const looks = async () => (await scrape()).find(s => s.name === 'scheduler_doctor_watch_looks')?.value ?? 0
    await until('three looks', async () => (await looks()) > 3)
    expect(watch.stdout()).toBe('')
    expect(await leaderIn(scrape)).toEqual([1])

    const newest = () => JSON.parse(watch.stdout().trimEnd().split('\n').at(-1) || 'null')
    const answers = apiFiles(folder).map(file => [file, readFileSync(file, 'utf8')] as const)
    for (const [file, text] of answers) replace(file, withoutLeader(text))
    await until('the loss', async () => newest()?.verdict === 'unknown' && (await leaderIn(scrape))[0] === 0)
    expect(newest().appeared.map((f: Finding) => f.check)).toContain('leader-missing')
    for (const [file, text] of answers) replace(file, text)
    await until('the return', () => newest()?.verdict === 'healthy')
    expect(await leaderIn(scrape)).toEqual([1])
    const told = watch.stdout()
    const before = await looks()
    await until('three more looks', async () => (await looks()) > before + 3)
    expect(watch.stdout()).toBe(told)
    watch.child.kill('SIGTERM')
    expect(await watch.ended).toEqual({code: 0, signal: null})
  })

  test('says what is broken once, and ends with 130 at Ctrl-C', async () => {
    const watch = startDoctor(['watch', ...broken.evidence, ...quick], {cwd: broken.folder})
    await until('the first look', () => watch.stdout())
    await new Promise(done => setTimeout(done, 500))
    watch.child.kill('SIGINT')
    expect(await watch.ended).toEqual({code: 130, signal: null})
    const [first, ...rest] = watch.stdout().trimEnd().split('\n')
    expect(first).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ broken: server-id-changed$/)
    expect(rest.filter(line => line.includes('(server-id-changed)'))).toHaveLength(1)
    expect(watch.stdout()).not.toMatch(/\n\d{4}-/)
  })

  test('--until-healthy ends with 0 at the first healthy look, and with 1 when the time is up', () => {
    const well = healthy()
    expect(doctor(['watch', ...well.evidence, '--until-healthy'], {cwd: well.folder}).code).toBe(0)
    const args = ['watch', ...broken.evidence, ...quick, '--until-healthy', '--timeout=1s']
    expect(doctor(args, {cwd: broken.folder}).code).toBe(1)
  })

  test('is silent about what doctor.yml lives with, after saying so once, and waits up to its fail level', async () => {
    const {folder, evidence} = healthy()
    const wait = (...args: string[]) =>
      doctor(['watch', ...evidence, ...quick, '--until-healthy', '--timeout=1s', ...args], {cwd: folder})
    const subjects = ['e24x1_s1_1', 'e24x1_s2_1', 'e24x1_s3_1']
    const rules = subjects.map(
      subject => `  - {check: server-id-not-pinned, subject: ${subject}, reason: moves in May, until: 2999-12-31}\n`,
    )
    writeFileSync(join(folder, 'doctor.yml'), `suppress:\n${rules.join('')}`)
    const watch = startDoctor(['watch', ...evidence, ...quick, '--metrics=127.0.0.1:0'], {cwd: folder})
    const scrape = await scraper(watch.stderr)
    await until('three looks', async () => (await scrape()).some(s => s.name.endsWith('watch_looks') && s.value > 3))
    watch.child.kill('SIGTERM')
    await watch.ended
    expect(watch.stdout()).toBe('')
    expect(watch.stderr().match(/^suppressed until 2999-12-31, moves in May: .*not-pinned\)$/gm)).toHaveLength(3)

    writeFileSync(join(folder, 'doctor.yml'), 'fail-level: warning\n')
    expect(wait().code).toBe(1)
    expect(wait('--no-settings').code).toBe(0)
    writeFileSync(join(broken.folder, 'doctor.yml'), 'fail-level: never\n')
    const args = ['watch', ...broken.evidence, ...quick, '--timeout=1s']
    expect(doctor(args, {cwd: broken.folder}).code).toBe(0)
    expect(doctor([...args, '--until-healthy'], {cwd: broken.folder}).code).toBe(1)
    writeFileSync(join(broken.folder, 'doctor.yml'), 'fail-levle: never\n')
    expect(doctor(args, {cwd: broken.folder})).toMatchObject({code: 2, stdout: ''})
    rmSync(join(broken.folder, 'doctor.yml'))
  })

  test('a data-dir that goes away is told and not taken for well; it is followed again when it is back', async () => {
    const {folder, evidence} = broken
    const watch = startDoctor(['watch', ...evidence, ...quick, '--metrics=127.0.0.1:0'], {cwd: folder})
    const scrape = await scraper(watch.stderr)
    await until('the first look', () => watch.stdout())
    renameSync(join(folder, 'dkron.data'), join(folder, 'elsewhere'))
    await until('the failure', () => watch.stdout().includes('could not look'))
    const series = await scrape()
    expect(series.filter(s => s.name === 'scheduler_doctor_leader_present')).toEqual([])
    expect(series.find(s => s.name === 'scheduler_doctor_verdict' && s.labels.verdict === 'unknown')?.value).toBe(1)
    renameSync(join(folder, 'elsewhere'), join(folder, 'dkron.data'))
    await until('the return', () => watch.stdout().includes('(was unknown)'))
    watch.child.kill('SIGTERM')
    expect((await watch.ended).code).toBe(0)
  })

  test('promtool takes the metrics', async ({skip}) => {
    if (spawnSync('promtool', ['--version']).status !== 0) skip('promtool is not here (Debian package prometheus)')
    const watch = startDoctor(['watch', ...broken.evidence, ...quick, '--metrics=127.0.0.1:0'], {cwd: broken.folder})
    const url = await until('the address', () => /http:\S+/.exec(watch.stderr())?.[0])
    const text = await until('metrics', async () => {
      const response = await fetch(url)
      return response.ok ? response.text() : null
    })
    expect(spawnSync('promtool', ['check', 'metrics'], {input: text, encoding: 'utf8'})).toMatchObject({
      status: 0,
      stdout: '',
      stderr: '',
    })
  })

  test('wrong usage, and a first look that fails, end it', () => {
    const empty = join(broken.folder, 'empty')
    mkdirSync(empty)
    const run = (...args: string[]) => doctor(['watch', '--offline', ...args], {cwd: empty})
    expect(run('--interval=soon')).toMatchObject({code: 2, stdout: ''})
    expect(run('--metrics=nowhere')).toMatchObject({code: 2, stdout: ''})
    expect(run('--only=nonsense').code).toBe(2)
    expect(run()).toMatchObject({code: 3, stderr: expect.stringContaining('no Dkron server was found')})
    expect(run('./not-there').code).toBe(3)
    expect(doctor(['collect', '-o', 'case.tgz', '../dkron.data', '--offline'], {cwd: empty}).code).toBe(0)
    expect(run('case.tgz')).toMatchObject({code: 2, stderr: expect.stringContaining('doctor no-leader case.tgz')})
  })
})

const apiFiles = (folder: string) =>
  readdirSync(folder)
    .filter(name => name.startsWith('api-'))
    .map(name => join(folder, name))

/** Renamed into place: a look at that moment reads the old file or the new one. */
function replace(file: string, text: string): void {
  writeFileSync(`${file}.new`, text)
  renameSync(`${file}.new`, file)
}

function withoutLeader(text: string): string {
  return JSON.stringify({...JSON.parse(text), '/v1/leader': [500, 'null'], '/v1/isleader': [404, '"not leader"']})
}

async function scraper(stderr: () => string) {
  const url = await until('the address of the metrics', () => /http:\S+/.exec(stderr())?.[0])
  return async () => {
    const response = await fetch(url)
    return response.ok ? readSeries(await response.text()) : []
  }
}

const leaderIn = async (scrape: Awaited<ReturnType<typeof scraper>>) =>
  (await scrape()).filter(s => s.name === 'scheduler_doctor_leader_present').map(s => s.value)
