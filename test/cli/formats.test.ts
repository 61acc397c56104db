import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import type {Report} from '../../src/report/types.ts'
import {unpackCapture} from '../cronicle-captures.ts'
import {readers, toldBy} from '../present/read-back.ts'
import {schemaProblems} from '../schema.ts'
import {scratch} from '../unpack.ts'
import {captured, doctor} from './doctor.ts'

const formats = Object.keys(readers) as (keyof typeof readers)[]
const broken = captured('v4.0.9-e1-1-down-up-new-id-new-ip')
const three = captured('v4.0.9-e4-2-new-ids-new-ips')
const worker = {folder: unpackCapture('a1-lb-default-route-blackhole')}

describe.each([
  {what: 'a broken server', in: broken, args: ['no-leader', ...broken.evidence], code: 1},
  {what: 'a cluster of three', in: three, args: ['no-leader', ...three.evidence], code: 1},
  {what: 'a data-dir alone', in: broken, args: ['no-leader', '--offline', 'dkron.data'], code: 3},
  {what: 'a data-dir that inspect finds whole', in: broken, args: ['inspect', '--check', 'dkron.data'], code: 0},
  {what: 'a worker', in: worker, args: ['worker-reachability', '--offline', '--primary=p1', '--worker=w1'], code: 1},
  {what: 'inspect of a folder that holds nothing', in: {folder: scratch()}, args: ['inspect', '.'], code: 3},
])('$what', ({in: {folder}, args, code}) => {
  test('is told the same in every format, with the same exit code', async () => {
    const json = doctor([...args, '--format=json'], {cwd: folder})
    const report: Report = JSON.parse(json.stdout)
    expect(report.exitCode).toBe(code)
    expect(schemaProblems('report', report)).toEqual([])
    expect(doctor([...args, '--json'], {cwd: folder}).stdout).toBe(json.stdout)
    for (const format of formats) {
      const ran = doctor([...args, '--format', format], {cwd: folder})
      expect(ran).toMatchObject({code, stderr: ''})
      expect({format, ...(await readers[format](ran.stdout))}).toEqual({format, ...toldBy(report)})
    }
    const page = doctor([...args, '--format=html'], {cwd: folder})
    expect(page).toMatchObject({code, stderr: ''})
    expect(page.stdout).toMatch(new RegExp(`^<!doctype html>[\\s\\S]*exit code ${code}\\.[\\s\\S]*</html>\n$`))
    for (const {check} of report.findings) expect(page.stdout).toContain(`<code>${check}</code>`)
    const text = doctor(args, {cwd: folder})
    expect(text).toMatchObject({code, stderr: ''})
    expect(doctor([...args, '--format=text'], {cwd: folder}).stdout).toBe(text.stdout)
    for (const {check, status} of report.findings) if (status === 'fail') expect(text.stdout).toContain(check)
  })
})

describe.each([
  ['v4.0.9-e1-1-down-up-new-id-new-ip', broken],
  ['v4.0.9-e4-2-new-ids-new-ips', three],
])('%s', (name, {folder, evidence}) => {
  test.each(formats)('as %s reads like this', async format => {
    const {stdout} = doctor(['no-leader', ...evidence, '--format', format], {cwd: folder})
    const shown = format === 'sarif' ? withOneRule(stdout) : stdout
    await expect(steady(shown, folder)).toMatchFileSnapshot(`__snapshots__/formats/${name}.${format}`)
  })
})

describe('--output', () => {
  const run = (folder: string, ...args: string[]) => doctor(['no-leader', ...broken.evidence, ...args], {cwd: folder})

  test('writes several formats beside what is printed', async () => {
    const ran = run(broken.folder, '--format=github', '--output=sarif=a.sarif', '-o', 'junit=b.xml', '-otext=c.txt')
    expect(ran).toMatchObject({code: 1, stderr: ''})
    const told = await readers.github(ran.stdout)
    expect(await readers.sarif(readFileSync(join(broken.folder, 'a.sarif'), 'utf8'))).toEqual(told)
    expect(await readers.junit(readFileSync(join(broken.folder, 'b.xml'), 'utf8'))).toEqual(told)
    expect(readFileSync(join(broken.folder, 'c.txt'), 'utf8')).toBe(run(broken.folder).stdout)
  })

  test('with a file alone prints nothing, and replaces the file of the run before', () => {
    for (let i = 0; i < 2; i++) {
      expect(run(broken.folder, '--json', '--output', 'report.json')).toEqual({code: 1, stdout: '', stderr: ''})
    }
    expect(readFileSync(join(broken.folder, 'report.json'), 'utf8')).toBe(run(broken.folder, '--json').stdout)
  })

  test('that cannot be written is an error of its own, before anything is read, and nothing is left half', () => {
    mkdirSync(join(broken.folder, 'taken'))
    for (const path of ['taken', 'missing/a.sarif']) {
      const ran = run(broken.folder, `--output=json=fine.json`, `--output=sarif=${path}`, 'no-such-data-dir')
      expect(ran).toMatchObject({code: 2, stdout: ''})
      expect(ran.stderr).toMatch(/^doctor: .*cannot be written.*\nCode: OUTPUT_UNWRITABLE\nTry this/)
    }
    expect(existsSync(join(broken.folder, 'fine.json'))).toBe(false)
    const long = run(broken.folder, `--output=json=${'n'.repeat(250)}`)
    expect(long).toMatchObject({code: 2, stdout: ''})
    expect(readdirSync(broken.folder).filter(name => name.endsWith('.tmp') || name.startsWith('n'.repeat(9)))).toEqual(
      [],
    )
  })

  test('goes with inspect too', async () => {
    const ran = doctor(['inspect', 'dkron.data', '--output=prometheus=doctor.prom'], {cwd: broken.folder})
    expect(ran).toMatchObject({code: 0, stderr: '', stdout: expect.stringContaining('Configurations')})
    expect(await readers.prometheus(readFileSync(join(broken.folder, 'doctor.prom'), 'utf8'))).toMatchObject({
      exitCode: 0,
    })
  })
})

describe('a failure', () => {
  test('is JSON on standard output where that was to be JSON', () => {
    for (const words of [['--json'], ['--format=json'], ['--format', 'json']]) {
      const ran = doctor(['no-leader', '--offline', './nowhere', ...words])
      expect(ran).toMatchObject({code: 3, stderr: ''})
      expect(JSON.parse(ran.stdout)).toMatchObject({code: 'DATA_DIR_NOT_FOUND', exit: 3})
    }
    const lines = doctor(['no-leader', '--offline', './nowhere', '--format=ndjson']).stdout.trimEnd().split('\n')
    expect(lines.map(line => JSON.parse(line).type)).toEqual(['failure'])
  })

  test('leaves standard output empty in every other format', () => {
    for (const format of ['text', 'short', 'junit', 'sarif', 'github', 'prometheus']) {
      const ran = doctor(['inspect', './nowhere', '--format', format])
      expect(ran).toMatchObject({code: 3, stdout: '', stderr: expect.stringContaining('DATA_DIR_NOT_FOUND')})
    }
  })

  test.each([
    [['--format=nonsense']],
    [['--json', '--format=sarif']],
    [['--output=nonsense=x']],
    [['--log=1', '--format=sarif']],
    [['--log=1', '--output=x']],
  ])('%j is wrong usage', args => {
    expect(doctor(['inspect', 'dkron.data', ...args], {cwd: broken.folder}).code).toBe(2)
  })
})

describe('paths', () => {
  test('count from the root of the checkout on GitHub, wherever in it a step runs', () => {
    const root = scratch()
    const folder = join(root, 'deploy/dkron')
    mkdirSync(folder, {recursive: true})
    writeFileSync(join(folder, 'compose.yml'), readFileSync(join(broken.folder, 'docker-compose.yml')))
    const run = (format: string, env: Record<string, string>) =>
      doctor(
        ['no-leader', '--offline', join(broken.folder, 'dkron.data'), '--compose=compose.yml', '--format', format],
        {cwd: folder, env},
      ).stdout
    expect(run('github', {GITHUB_WORKSPACE: root})).toContain('file=deploy/dkron/compose.yml,line=3,col=3,')
    expect(run('github', {GITHUB_WORKSPACE: '/elsewhere'})).toContain('file=compose.yml,line=3,col=3,')
    expect(run('sarif', {GITHUB_WORKSPACE: root})).toContain('"uri": "deploy/dkron/compose.yml"')
  })
})

/** The texts of all checks are in it; one shows what they look like. */
function withOneRule(sarif: string): string {
  const log = JSON.parse(sarif)
  const {driver} = log.runs[0].tool
  driver.rules = driver.rules.filter((rule: {id: string}) => rule.id === 'server-id-changed')
  return `${JSON.stringify(log, null, 2)}\n`
}

/** Without what another run or folder has otherwise. */
function steady(text: string, folder: string): string {
  return text
    .replaceAll(folder, '/case')
    .replace(/(timestamp=")[^"]*|(_timestamp_seconds\{[^}]*\} )\d+/g, (_, a, b) => `${a ?? b}NOW`)
}

test('the page of a broken server says what helps, safest first, and what the repair would change', () => {
  const page = doctor(['no-leader', ...broken.evidence, '--format=html'], {cwd: broken.folder}).stdout
  const helps = page.slice(page.indexOf('<h2 id="ways">What helps</h2>'), page.indexOf('<h2 id="plan">Plan</h2>'))
  const ways = [...helps.matchAll(/<\/strong> \(<code>([a-z-]+)<\/code>\)/g)].map(m => m[1])
  expect(ways).toEqual(['pin-old-id', 'recover-configuration', 'peers-json'])
  expect(page).toMatch(/<h2 id="plan">[\s\S]*<ins>\+ {4}command: .* --node-name=a52fb2697449<\/ins>/)
})
