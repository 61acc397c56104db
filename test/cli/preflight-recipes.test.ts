import {spawnSync} from 'node:child_process'
import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {pathToFileURL} from 'node:url'
import {describe, expect, test} from 'vitest'
import {parse} from 'yaml'
import {readers} from '../present/read-back.ts'
import {scratch, unpackInto} from '../unpack.ts'
import {program} from './doctor.ts'
import {unpinned as dkron} from './unpinned-compose.ts'

const recipes = join(import.meta.dirname, '../../docs/recipes/preflight')
const recipe = (name: string) => readFileSync(join(recipes, name), 'utf8')

/** Of the captured primary, whose records hold the ID of the container it was set up in. */
const containerId = 'c005651c0252'
const cronicle = `services:
  cronicle:
    image: cronicle/cronicle:0.9.129
    environment:
      CRONICLE_secret_key: 3f1d6c0a9b
    volumes:
      - ./data:/opt/cronicle/data
`

interface SetUp {
  readonly what: string
  readonly compose: string
  readonly records: boolean
  /** Where the mistake is written; null where there is none. */
  readonly mistake: {readonly check: string; readonly line: number; readonly column: number} | null
}

const setUps: readonly SetUp[] = [
  {
    what: 'Dkron with a volume and no name',
    compose: dkron,
    records: false,
    mistake: {check: 'server-id-not-pinned', line: 4, column: 3},
  },
  {
    what: 'Dkron with a name',
    compose: dkron.replace('--server', '--server --node-name=dkron1'),
    records: false,
    mistake: null,
  },
  {
    what: 'Cronicle with the ID of a container as hostname',
    compose: cronicle,
    records: true,
    mistake: {check: 'server-hostname-not-pinned', line: 2, column: 3},
  },
  {
    what: 'Cronicle whose present name is kept',
    compose: cronicle.replace('    env', `    hostname: ${containerId}\n    env`),
    records: true,
    mistake: null,
  },
]

/** A checkout with the program where the recipes expect it. */
function checkout({compose, records}: Pick<SetUp, 'compose' | 'records'>): string {
  const folder = scratch()
  mkdirSync(join(folder, 'tools'))
  writeFileSync(join(folder, 'tools/doctor.mjs'), `import ${JSON.stringify(pathToFileURL(program).href)}\n`)
  writeFileSync(join(folder, 'compose.yml'), compose)
  if (records) unpackInto('cronicle/k4a-docker-first/p1/data.tar.gz', folder)
  return folder
}

function run(words: readonly string[], cwd: string) {
  const [command = '', ...args] = words
  const env = {PATH: process.env.PATH, HOME: process.env.HOME, LANG: 'C.UTF-8', GITHUB_WORKSPACE: cwd}
  const {status, stdout, stderr, error} = spawnSync(command, args, {cwd, encoding: 'utf8', env})
  if (error) throw error
  return {code: status, stdout, stderr}
}

describe.each(setUps)('$what', setUp => {
  const {mistake} = setUp
  const code = mistake === null ? 0 : 1

  test('on GitHub', async () => {
    const folder = checkout(setUp)
    const {steps} = parse(recipe('github-actions.yml')).jobs.preflight
    const lines = steps.flatMap((step: {run?: string}) => step.run ?? [])
    expect(lines.length).toBe(1)
    // As the runner starts a step.
    const ran = run(['bash', '--noprofile', '--norc', '-eo', 'pipefail', '-c', lines[0]], folder)
    expect(ran).toMatchObject({code, stderr: ''})
    const uploaded = steps.at(-1).with.sarif_file
    const sarif = readFileSync(join(folder, uploaded), 'utf8')
    expect(await readers.sarif(sarif)).toEqual(await readers.github(ran.stdout))
    const [result] = JSON.parse(sarif).runs[0].results
    if (mistake === null) return
    const {check, line, column} = mistake
    expect(result.ruleId).toBe(check)
    expect(result.locations[0].physicalLocation).toEqual({
      artifactLocation: {uri: 'compose.yml', uriBaseId: 'SRCROOT'},
      region: {startLine: line, startColumn: column},
    })
    expect(ran.stdout).toContain(`::error file=compose.yml,line=${line},col=${column},title=${check}`)
  })

  test('on GitLab', async () => {
    const folder = checkout(setUp)
    const {script, artifacts} = parse(recipe('gitlab-ci.yml')).preflight
    const ran = run(['sh', '-ec', script.join('\n')], folder)
    expect(ran).toMatchObject({code, stderr: ''})
    const told = await readers.junit(readFileSync(join(folder, artifacts.reports.junit), 'utf8'))
    expect(told).toEqual(await readers.short(ran.stdout))
    expect(told.exitCode).toBe(code)
  })

  test('as a hook of pre-commit', () => {
    const folder = checkout(setUp)
    const [hook] = parse(recipe('pre-commit-config.yaml')).repos[0].hooks
    expect(new RegExp(hook.files).test('deploy/docker-compose.yml')).toBe(true)
    // It splits the entry like a shell and adds the files unless told not to.
    expect(hook).toMatchObject({language: 'system', pass_filenames: false})
    expect(run(hook.entry.split(' '), folder)).toMatchObject({
      code,
      stdout: expect.stringContaining(mistake?.check ?? 'healthy'),
    })
  })

  test('by make, which then goes on or stops', () => {
    const folder = checkout(setUp)
    mkdirSync(join(folder, 'bin'))
    writeFileSync(join(folder, 'bin/docker'), '#!/bin/sh\necho "$@" > ran\n', {mode: 0o755})
    const path = `PATH=${join(folder, 'bin')}:${process.env.PATH}`
    const ran = run(['env', path, 'make', '-f', join(recipes, 'Makefile'), 'up'], folder)
    expect(ran.code).toBe(mistake === null ? 0 : 2)
    expect(ran.stdout).toContain(mistake?.check ?? 'Nothing found')
    expect(existsSync(join(folder, 'ran'))).toBe(mistake === null)
  })
})

describe('the step before the scheduler in a compose file', () => {
  test.each([
    ['as it stands', recipe('compose.yml'), 0],
    ['with the mistake', recipe('compose.yml').replace(' --node-name=dkron1', ''), 1],
  ])('%s', (_, compose, code) => {
    const {preflight, dkron: scheduler} = parse(compose).services
    expect(scheduler.depends_on.preflight.condition).toBe('service_completed_successfully')
    // The project is where it works, so this folder stands for the container's.
    expect(preflight).toMatchObject({working_dir: '/project', volumes: ['.:/project:ro']})
    const ran = run(preflight.command, checkout({compose, records: false}))
    expect(ran).toMatchObject({code, stderr: ''})
    if (code === 1) expect(ran.stdout).toContain('server-id-not-pinned, on compose.yml#dkron')
  })
})

test('every recipe is tried here, and named in their index', () => {
  const files = readdirSync(recipes).filter(name => name !== 'README.md')
  const text = readFileSync(import.meta.filename, 'utf8')
  for (const name of files) {
    expect(text).toContain(`'${name}'`)
    expect(recipe('README.md')).toContain(`](${name})`)
  }
})
