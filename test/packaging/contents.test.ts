import {execFileSync} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, inject, test} from 'vitest'

const root = join(import.meta.dirname, '../..')
const {files} = inject('shipped')

/** What may be in the package; all else in it is a mistake. */
const allowed = [
  /^(package\.json|oclif\.manifest\.json|README\.md|CHANGELOG\.md|SECURITY\.md|LICENSE)$/,
  /^bin\/(run\.js|load-dist\.js|package\.json)$/,
  /^dist\/(package\.json|core\.js|probe-process\.js|(commands|parts|terminal)\/[\w/-]+\.js)$/,
  /^dist\/compiled\/[\w.-]+\/(core|probe-process|(commands|parts|terminal)\/[\w/-]+)\.js\.bin$/,
  /^docs\/(checks|commands|recipes)?\/?[\w/.-]+\.(md|yml|yaml|service|timer|sh|cron)$/,
  /^docs\/recipes\/preflight\/Makefile$/,
  /^man\/doctor\.1$/,
  /^schemas\/[a-z-]+\.schema\.json$/,
]

test('holds what it may, and nothing else', () => {
  expect(files.filter(path => !allowed.some(a => a.test(path)))).toEqual([])
})

test('holds what the program needs, and a page for every command', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'oclif.manifest.json'), 'utf8'))
  const commands = Object.values(manifest.commands as Record<string, {id: string; relativePath: string[]}>)
  const pages = commands.map(c => `docs/commands/${c.id.replaceAll(':', '-')}.md`)
  const needed = ['bin/run.js', 'bin/load-dist.js', 'dist/core.js', 'dist/probe-process.js', 'man/doctor.1', 'LICENSE']
  const modules = commands.map(c => c.relativePath.join('/'))
  for (const path of [...needed, ...modules, ...pages]) expect(files).toContain(path)
})

/** Licences that let everyone use, change and pass on, with notice. */
const free = [
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
  'BlueOak-1.0.0',
  'Unlicense',
  'CC0-1.0',
]
/** MIT, said in a field of package.json that npm no longer reads. */
const older = ['ssh2', 'buildcheck', 'cpu-features']

test('the bill of materials names every package that ships, each under a licence that lets it', () => {
  const bom = JSON.parse(execFileSync('npm', ['run', '--silent', 'sbom'], {cwd: root, encoding: 'utf8'}))
  expect(bom).toMatchObject({bomFormat: 'CycloneDX', metadata: {component: {version: expect.any(String)}}})
  const components = bom.components as {
    name: string
    version: string
    licenses?: {license?: {id?: string}; expression?: string}[]
  }[]
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const shipped = Object.entries(lock.packages as Record<string, {version: string; dev?: boolean}>)
    .filter(([path, {dev}]) => path !== '' && !dev)
    .map(([path, {version}]) => `${path.slice(path.lastIndexOf('node_modules/') + 13)}@${version}`)
  expect([...new Set(components.map(c => `${c.name}@${c.version}`))].sort()).toEqual([...new Set(shipped)].sort())
  const licenceOf = (c: (typeof components)[number]) =>
    c.licenses?.map(l => l.license?.id ?? l.expression ?? '?').join(' ') ?? ''
  const isFree = (licence: string) =>
    licence.split(' OR ').some(one => one.split(' AND ').every(id => free.includes(id.replace(/[()]/g, ''))))
  const unknown = components.filter(c => !isFree(licenceOf(c)) && !older.includes(c.name))
  expect(unknown.map(c => `${c.name}: ${licenceOf(c)}`)).toEqual([])
})
