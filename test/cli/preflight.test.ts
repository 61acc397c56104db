import {execFileSync} from 'node:child_process'
import {cpSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {beforeAll, describe, expect, test} from 'vitest'
import type {Report} from '../../src/report/types.ts'
import {readers, toldBy} from '../present/read-back.ts'
import {schemaProblems} from '../schema.ts'
import {scratch, unpackInto} from '../unpack.ts'
import {doctor} from './doctor.ts'
import {unpinned} from './unpinned-compose.ts'

const mended = unpinned.replace('--server', '--server --node-name=dkron1')
const cronicle = `services:
  cronicle:
    image: cronicle/cronicle:0.9.129
    environment:
      CRONICLE_secret_key: 3f1d6c0a9b
    volumes:
      - cronicle-data:/opt/cronicle/data
`

const withVariables = (key: string) => `    env_file: gone.env\n    ${key}`

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = scratch()
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

describe.each([
  {what: 'the mistake', text: unpinned, code: 1},
  {what: 'the mistake mended', text: mended, code: 0},
  {what: 'Cronicle without hostname', text: cronicle, code: 1},
  {what: 'Cronicle with hostname', text: cronicle.replace('    env', '    hostname: cron1\n    env'), code: 0},
  {what: 'a file that is no YAML', text: 'services: [', code: 3},
  // Each of them may be named in there.
  {
    what: 'Dkron with variables that are not here',
    text: unpinned.replace('    command', withVariables('command')),
    code: 3,
  },
  {what: 'Cronicle with variables that are not here', text: cronicle.replace('    env', withVariables('env')), code: 3},
])('$what', ({text, code}) => {
  test('is told the same in every format, with the same exit code', async () => {
    const cwd = folderWith({'compose.yml': text})
    const json = doctor(['preflight', '--json'], {cwd})
    const report: Report = JSON.parse(json.stdout)
    expect({code: json.code, exitCode: report.exitCode}).toEqual({code, exitCode: code})
    expect(schemaProblems('report', report)).toEqual([])
    for (const [format, readBack] of Object.entries(readers)) {
      const ran = doctor(['preflight', '--format', format], {cwd})
      expect(ran).toMatchObject({code, stderr: ''})
      expect({format, ...(await readBack(ran.stdout))}).toEqual({format, ...toldBy(report)})
    }
    const page = doctor(['preflight', '--format=html'], {cwd})
    expect(page).toMatchObject({code, stderr: ''})
    for (const {check} of report.findings) expect(page.stdout).toContain(`<code>${check}</code>`)
    expect(doctor(['preflight'], {cwd})).toMatchObject({code, stderr: ''})
  })
})

test('SARIF points at the service that pins nothing', () => {
  const cwd = folderWith({'docker-compose.yml': unpinned})
  const [result, ...others] = JSON.parse(doctor(['preflight', '--format=sarif'], {cwd}).stdout).runs[0].results
  expect(others).toEqual([])
  expect(result).toMatchObject({ruleId: 'server-id-not-pinned', level: 'error'})
  expect(result.locations[0].physicalLocation).toEqual({
    artifactLocation: {uri: 'docker-compose.yml', uriBaseId: 'SRCROOT'},
    region: {startLine: 4, startColumn: 3},
  })
})

test('reads well', async () => {
  const {stdout} = doctor(['preflight'], {cwd: folderWith({'docker-compose.yml': unpinned})})
  await expect(stdout).toMatchFileSnapshot('__snapshots__/preflight.txt')
})

describe('nothing to judge', () => {
  test.each([
    ['an empty folder', {}],
    ['compose files of other programs', {'compose.yml': 'services: {db: {image: postgres}}\n'}],
  ])('%s is exit code 3, never a pass', (_, files) => {
    const ran = doctor(['preflight'], {cwd: folderWith(files)})
    expect(ran).toMatchObject({code: 3, stdout: '', stderr: expect.stringContaining('NOTHING_PLANNED')})
  })

  test('a path that is not there is exit code 3, beside files that are fine', () => {
    const cwd = folderWith({'compose.yml': mended})
    const ran = doctor(['preflight', 'compose.yml', 'gone.yml', '--format=short'], {cwd})
    expect(ran).toMatchObject({code: 3, stdout: expect.stringContaining('gone.yml')})
  })
})

describe('a folder of many', () => {
  const folder = scratch()

  beforeAll(() => {
    for (let i = 0; i < 50; i++) {
      const host = join(folder, `host-${i}`)
      mkdirSync(host)
      writeFileSync(join(host, 'docker-compose.yml'), i === 49 ? unpinned : mended)
    }
    unpackInto('dkron/v4.0.9-e1-0-healthy-first-start/dkron.data.tar.gz', folder)
    for (let i = 0; i < 20; i++) cpSync(join(folder, 'dkron.data'), join(folder, `host-${i}/data`), {recursive: true})
    execFileSync('rm', ['-r', join(folder, 'dkron.data')])
  })

  test('50 compose files and 20 data-dirs take less than 2 s', () => {
    const started = performance.now()
    const ran = doctor(['preflight', '--json'], {cwd: folder})
    const took = performance.now() - started
    const report: Report = JSON.parse(ran.stdout)
    expect(report.facts).toMatchObject({preflight: {composeFiles: {length: 50}, dataDirs: {length: 20}}})
    expect(report.findings.map(f => f.subject)).toContain('host-49/docker-compose.yml#dkron')
    expect(took).toBeLessThan(2000)
  })

  test('nothing in it is written', () => {
    const state = () => execFileSync('find', [folder, '-type', 'f', '-printf', '%p %T@ %s\n'], {encoding: 'utf8'})
    const before = state()
    doctor(['preflight'], {cwd: folder})
    expect(state()).toBe(before)
    expect(readFileSync(join(folder, 'host-49/docker-compose.yml'), 'utf8')).toBe(unpinned)
  })
})
