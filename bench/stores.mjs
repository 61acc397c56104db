import {execFileSync} from 'node:child_process'
import {existsSync, mkdirSync, renameSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, '.bench')

/** Stores on the genuine libraries, by name: the arguments of `raft-oracle make`. */
const recipes = {
  small: ['-store', 'v1', '-entries', '50', '-size', '200', '-snaps', '1'],
  s200: ['-raw', '-entries', '100000', '-size', '1700'],
  s2000: ['-raw', '-entries', '1000000', '-size', '1700'],
}

/** Builds a Go program of this repository into .bench/bin; its path. Go's own cache makes a second build quick. */
export function goProgram(source, name) {
  const target = join(folder, 'bin', name)
  mkdirSync(join(folder, 'bin'), {recursive: true})
  execFileSync('go', ['build', '-o', target, '.'], {cwd: join(root, source), stdio: 'inherit'})
  return target
}

/** The data-dir of a store, made once: 2 GB are not written for every run. */
export function store(name, oracle) {
  const dir = join(folder, name)
  if (!existsSync(dir)) {
    const unfinished = `${dir}.unfinished`
    rmSync(unfinished, {recursive: true, force: true})
    execFileSync(oracle, ['make', '-dir', unfinished, ...recipes[name]], {stdio: ['ignore', 'ignore', 'inherit']})
    renameSync(unfinished, dir)
  }
  return {dir, db: join(dir, 'raft', 'raft.db')}
}
