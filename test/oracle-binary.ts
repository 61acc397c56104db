import {spawnSync} from 'node:child_process'
import {mkdirSync, readdirSync, renameSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'

const folder = fileURLToPath(new URL('oracle/', import.meta.url))
const bin = join(folder, 'bin')

interface GoProgram {
  /** Path of the built program; null when it could not be built. */
  readonly path: string | null
  /** Why not, for the tests that are skipped then. */
  readonly reason: string
}

const built = new Map<string, GoProgram>()

/** The program on the genuine libraries (oracle/README.md), built when needed; null without Go. */
export const oracle = (): string | null => goProgram('.').path
/** Writes and reads a data-dir with raft 1.1.2; null without Go. */
export const raft11 = (): string | null => goProgram('raft-1.1').path
/** Writes and reads a data-dir with raft 1.8.0; null without Go. */
export const raft18 = (): string | null => goProgram('raft-1.8').path

/** Why the programs are missing. */
export const oracleMissing = (): string =>
  ['.', 'raft-1.1', 'raft-1.8'].map(name => goProgram(name).reason).find(reason => reason !== '') ?? ''

function goProgram(name: string): GoProgram {
  const known = built.get(name)
  if (known !== undefined) return known
  const program = build(name)
  built.set(name, program)
  return program
}

function build(name: string): GoProgram {
  const source = join(folder, name)
  const target = join(bin, name === '.' ? 'raft-oracle' : name)
  if (isFresh(target, source)) return {path: target, reason: ''}
  mkdirSync(bin, {recursive: true})
  // Test files run in parallel: each builds to a name of its own and moves the result into place.
  const own = `${target}.${process.pid}.${Math.random().toString(36).slice(2)}`
  const {error, status, stderr} = spawnSync('go', ['build', '-o', own, '.'], {cwd: source, encoding: 'utf8'})
  if (error !== undefined) return {path: null, reason: 'Go is not installed'}
  if (status !== 0)
    return {path: null, reason: `go build fails in test/oracle/${name}: ${stderr.trim().split('\n').at(-1)}`}
  renameSync(own, target)
  return {path: target, reason: ''}
}

function isFresh(target: string, source: string): boolean {
  const made = statSync(target, {throwIfNoEntry: false})?.mtimeMs ?? 0
  return readdirSync(source)
    .filter(name => /\.go$|^go\.(mod|sum)$/.test(name))
    .every(name => statSync(join(source, name)).mtimeMs < made)
}
