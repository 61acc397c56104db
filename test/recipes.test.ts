import {spawnSync} from 'node:child_process'
import {chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {parseAllDocuments} from 'yaml'
import {scratch} from './unpack.ts'

const docs = join(import.meta.dirname, '../docs')
const folder = join(docs, 'recipes')
// Those of preflight are run by test/cli/preflight-recipes.test.ts.
const files = readdirSync(folder, {withFileTypes: true}).flatMap(e => (e.isFile() ? [e.name] : []))
const manifest = JSON.parse(readFileSync(join(docs, '../oclif.manifest.json'), 'utf8'))
const has = (program: string) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0

describe('recipes', () => {
  test('every file is named on a page, and every page in the list', () => {
    const pages = files.filter(f => f.endsWith('.md'))
    const text = pages.map(f => readFileSync(join(folder, f), 'utf8')).join('')
    for (const file of files.filter(f => f !== 'README.md')) expect(text).toContain(`(${file})`)
  })

  test.each(files.filter(f => f.endsWith('.yml')))('%s is YAML without complaint', file => {
    const documents = parseAllDocuments(readFileSync(join(folder, file), 'utf8'))
    for (const document of documents) expect([document.errors, document.warnings]).toEqual([[], []])
  })

  test('call commands that exist, with options that exist', () => {
    const calls = files.flatMap(file =>
      [
        ...readFileSync(join(folder, file), 'utf8').matchAll(
          /\bdoctor ((?:no-leader|backup|inspect|watch|explain)\b[^\n`'"|)>;]*)/g,
        ),
      ].map(m => m[1] ?? ''),
    )
    expect(calls.length).toBeGreaterThan(5)
    for (const call of calls) {
      const [id = '', ...words] = call.trim().split(' ')
      const command = manifest.commands[id]
      expect(command, id).toBeDefined()
      for (const word of words.filter(w => w.startsWith('--')))
        expect(Object.keys(command.flags), call).toContain(word.slice(2).split('=')[0])
    }
  })

  test('the rules are taken by promtool, and so is the scrape', ({skip}) => {
    if (!has('promtool')) skip('promtool is not here (Debian package prometheus)')
    const rules = spawnSync('promtool', ['check', 'rules', join(folder, 'prometheus-rules.yml')], {encoding: 'utf8'})
    expect(rules).toMatchObject({status: 0, stdout: expect.stringContaining('3 rules found')})
    const config = spawnSync('promtool', ['check', 'config', join(folder, 'prometheus-scrape.yml')], {encoding: 'utf8'})
    expect(config, config.stderr).toMatchObject({status: 0})
  })

  test('the units are taken by systemd', ({skip}) => {
    if (!has('systemd-analyze')) skip('systemd-analyze is not here (Debian package systemd)')
    const units = files.filter(f => /\.(service|timer)$/.test(f)).map(f => join(folder, f))
    const {status, stdout, stderr} = spawnSync('systemd-analyze', ['verify', '--man=no', ...units], {encoding: 'utf8'})
    const said = `${stdout}${stderr}`.split('\n').filter(line => /doctor-/.test(line))
    expect([status, said]).toEqual([0, []])
  })

  test.each([
    [0, ''],
    [1, 'no-leader: broken\n'],
  ])('the line of cron prints when the look ends with other than 0: %i', (code, printed) => {
    const bin = join(scratch(), 'bin')
    mkdirSync(bin)
    writeFileSync(join(bin, 'doctor'), `#!/bin/sh\necho no-leader: broken\nexit ${code}\n`)
    chmodSync(join(bin, 'doctor'), 0o755)
    const line =
      readFileSync(join(folder, 'doctor.cron'), 'utf8')
        .split('\n')
        .find(l => l.includes('no-leader')) ?? ''
    const command = line.split(' ').slice(6).join(' ')
    const ran = spawnSync('sh', ['-c', command], {encoding: 'utf8', env: {PATH: `${bin}:${process.env.PATH}`}})
    expect(ran.stdout).toBe(printed)
  })

  test('the init container lets a sound store and an empty folder pass, and holds a damaged one', () => {
    const [set] = parseAllDocuments(readFileSync(join(folder, 'kubernetes-init.yml'), 'utf8'))
    const command = set?.toJS().spec.template.spec.initContainers[0].command as string[]
    const bin = scratch()
    for (const [code, passes] of [
      [0, 0],
      [3, 0],
      [1, 1],
    ]) {
      writeFileSync(join(bin, 'doctor'), `#!/bin/sh\nexit ${code}\n`)
      chmodSync(join(bin, 'doctor'), 0o755)
      const ran = spawnSync(command[0] ?? '', command.slice(1), {env: {PATH: `${bin}:${process.env.PATH}`}})
      expect([code, ran.status]).toEqual([code, passes])
    }
  })
})

test('every link between pages leads somewhere', () => {
  const pages = readdirSync(docs, {recursive: true, encoding: 'utf8'}).filter(f => f.endsWith('.md'))
  const links = pages.flatMap(page =>
    [...readFileSync(join(docs, page), 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g)].map(
      m => [page, m[1] ?? ''] as const,
    ),
  )
  const missing = links.filter(([page, to]) => {
    try {
      readdirSync(join(docs, page, '..', to, '..'))
      return !readdirSync(join(docs, page, '..', to, '..')).includes(to.split('/').at(-1) ?? '')
    } catch {
      return true
    }
  })
  expect(missing).toEqual([])
})
