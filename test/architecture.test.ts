import {readdirSync, readFileSync} from 'node:fs'
import {basename, dirname, join, normalize, relative} from 'node:path'
import {describe, expect, test} from 'vitest'

const root = join(import.meta.dirname, '..')

/** Rooms of src and the rooms each may import from, its own aside. What stands here is the arrows of ARCHITECTURE.md. */
const arrows: Record<string, readonly string[]> = {
  '(top)': [],
  formats: ['(top)', 'case'],
  case: ['formats'],
  facts: ['case', 'formats'],
  report: ['(top)', 'case', 'checks', 'facts', 'formats'],
  checks: ['case', 'facts', 'formats', 'report'],
  repairs: ['(top)', 'case', 'checks', 'facts', 'formats', 'report'],
  present: ['(top)', 'case', 'checks', 'facts', 'formats', 'repairs', 'report', 'surgery'],
  sources: ['(top)', 'case', 'formats'],
  surgery: ['(top)', 'case', 'facts', 'formats', 'repairs', 'sources'],
  terminal: ['(top)', 'formats', 'present', 'repairs', 'report', 'sources', 'surgery'],
  commands: [
    '(top)',
    'case',
    'checks',
    'facts',
    'formats',
    'present',
    'repairs',
    'report',
    'sources',
    'surgery',
    'terminal',
  ],
}

/** Imports of values that may only be types, because the room must stay free of the other's code. */
const typesOnly: readonly (readonly [string, string])[] = [
  ['case', 'formats'],
  ['formats', 'case'],
  ['checks', 'report'],
  ['present', 'surgery'],
  ['terminal', 'repairs'],
  ['terminal', 'report'],
  ['terminal', 'sources'],
]

interface Import {
  readonly file: string
  readonly target: string
  readonly typeOnly: boolean
}

const sources = filesUnder(join(root, 'src')).filter(f => f.endsWith('.ts'))
const imports = sources.flatMap(importsOf)

describe('architecture', () => {
  test('every room of src is known', () => {
    expect([...new Set(sources.map(roomOf))].filter(r => !(r in arrows))).toEqual([])
  })

  test('imports follow the arrows', () => {
    const wrong = imports.filter(i => {
      const from = roomOf(i.file)
      const to = roomOf(i.target)
      return from !== to && !arrows[from]?.includes(to)
    })
    expect(wrong.map(describeImport)).toEqual([])
  })

  test('where only types may be imported, only types are', () => {
    const wrong = imports.filter(
      i => !i.typeOnly && typesOnly.some(([from, to]) => roomOf(i.file) === from && roomOf(i.target) === to),
    )
    expect(wrong.map(describeImport)).toEqual([])
  })

  test('every relative import leads to a file', () => {
    expect(imports.filter(i => !sources.includes(i.target)).map(describeImport)).toEqual([])
  })

  test('checks, facts, formats, repairs, report and present read nothing of the world', () => {
    const pure = ['checks', 'facts', 'formats', 'repairs', 'report', 'present', 'case']
    const world =
      /from '(node:(fs|net|dns|http|https|child_process|tls|dgram|worker_threads)(\/[\w]+)?|dockerode|undici|level)'/
    const wrong = sources.filter(f => pure.includes(roomOf(f)) && world.test(readFileSync(f, 'utf8')))
    expect(wrong.map(short)).toEqual([])
  })

  test('no file is longer than 300 lines', () => {
    const long = sources.map(f => [short(f), readFileSync(f, 'utf8').split('\n').length - 1] as const)
    expect(long.filter(([, lines]) => lines > 300)).toEqual([])
  })

  test('no name says nothing', () => {
    const tests = filesUnder(join(root, 'test'))
    const empty = /(^|[./-])(util|utility|utilities|helper|manager|misc|common)s?([./-]|$)/i
    expect([...sources, ...tests].map(short).filter(f => empty.test(f))).toEqual([])
  })

  test('file names are kebab-case', () => {
    expect(sources.map(f => basename(f)).filter(f => !/^[a-z0-9]+(-[a-z0-9]+)*\.ts$/.test(f))).toEqual([])
  })

  test('expected trouble is a value or a ToolError, and nothing writes past the commands', () => {
    const forbidden = /throw new Error\b|console\.|process\.exit\(/
    const allowed = ['src/terminal/interrupt.ts']
    const wrong = sources.filter(f => !allowed.includes(short(f)) && forbidden.test(withoutComments(f)))
    expect(wrong.map(short)).toEqual([])
  })
})

function filesUnder(folder: string): readonly string[] {
  return readdirSync(folder, {withFileTypes: true, recursive: true})
    .filter(e => e.isFile() && !e.parentPath.includes('node_modules'))
    .map(e => join(e.parentPath, e.name))
}

function importsOf(file: string): readonly Import[] {
  const found = withoutComments(file).matchAll(
    /(?:import|export)\s+(type\s+)?[^'"`;]*?from\s+'(\.[^']+)'|import\(\s*'(\.[^']+)'\s*\)/g,
  )
  return [...found].map(m => ({
    file,
    target: normalize(join(dirname(file), m[2] ?? m[3] ?? '')),
    typeOnly: m[1] !== undefined,
  }))
}

function withoutComments(file: string): string {
  return readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
}

function roomOf(file: string): string {
  const parts = relative(join(root, 'src'), file).split('/')
  return parts.length === 1 ? '(top)' : (parts[0] ?? '')
}

function short(file: string): string {
  return relative(root, file)
}

function describeImport(i: Import): string {
  return `${short(i.file)} -> ${short(i.target)}`
}
