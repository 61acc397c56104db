import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'

interface LockedPackage {
  readonly resolved?: string
  readonly engines?: {readonly node?: string}
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const lock = JSON.parse(readFileSync(join(import.meta.dirname, '../package-lock.json'), 'utf8')) as {
  packages: Record<string, LockedPackage>
}
const packages = Object.entries(lock.packages)

/** The oldest Node the project promises to run on. */
const oldest = [20, 19, 0] as const

test('the lock file names no registry', () => {
  expect(packages.filter(([, p]) => /^https?:/.test(p.resolved ?? '')).map(([name]) => name)).toEqual([])
})

test('every locked package runs on the oldest Node promised', () => {
  const wrong = packages.filter(([, p]) => p.engines?.node !== undefined && !allows(p.engines.node))
  expect(wrong.map(([name, p]) => `${name}: ${p.engines?.node}`)).toEqual([])
})

test('packages of other platforms are locked too: npm ci refuses the file otherwise', () => {
  const missing = packages.flatMap(([, p]) => Object.keys(p.optionalDependencies ?? {}))
  expect(missing.filter(name => !packages.some(([path]) => path.endsWith(`node_modules/${name}`)))).toEqual([])
})

test.each([
  ['>=20.19', true],
  ['>= 18', true],
  ['^20.19.0 || >=22.12.0', true],
  ['^22.22.2 || ^24.15', false],
  ['>=22', false],
  ['20 || 22', true],
  ['18.* || 20.*', true],
  ['16.x', false],
  ['^18.17', false],
  ['>=10 <20', false],
  ['*', true],
  ['^20.20.0 || >=24', false],
] as const)('engines "%s" allow it: %s', (range, expected) => {
  expect(allows(range)).toBe(expected)
})

/** The part of npm's range syntax that `engines` use. An unknown form throws, so it is looked at by a person. */
function allows(range: string): boolean {
  return range.split('||').some(part => {
    const comparators = part
      .trim()
      .replace(/([<>=^~]+)\s+/g, '$1')
      .split(/\s+/)
    return comparators.every(allowsComparator)
  })
}

function allowsComparator(comparator: string): boolean {
  if (comparator === '*' || comparator === '') return true
  const match = /^(>=|<=|>|<|\^|~|=)?v?(\d+)(?:\.(\d+|[x*]))?(?:\.(\d+|[x*]))?(?:-[\w.]+)?$/.exec(comparator)
  if (!match) throw new Error(`engines comparator not understood: ${comparator}`)
  const wanted = [match[2], match[3], match[4]].map(part => Number(part === undefined || /[x*]/.test(part) ? 0 : part))
  const order = compare(oldest, wanted)
  const sameMajor = oldest[0] === wanted[0]
  switch (match[1]) {
    case '>=':
      return order >= 0
    case '>':
      return order > 0
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '^':
      return sameMajor && order >= 0
    case '~':
      return sameMajor && (match[3] === undefined || oldest[1] === wanted[1]) && order >= 0
    default:
      return match[3] === undefined || /[x*]/.test(match[3]) ? sameMajor : order === 0
  }
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < 3; i++) if (a[i] !== b[i]) return (a[i] ?? 0) - (b[i] ?? 0)
  return 0
}
