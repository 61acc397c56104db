import {execFile} from 'node:child_process'
import {composeGeneration} from '../../formats/docker/compose-generation.ts'

/** A compose program of this host. */
export interface ComposeProgram {
  readonly generation: 1 | 2
  /** Program and the words before its own options: `docker-compose`, or `docker compose`. */
  readonly words: readonly [string, ...string[]]
  /** As it says itself, e.g. `2.40.3`. */
  readonly version: string
}

/** In order of preference: of two that are the same generation the first is used. */
const candidates: readonly ComposeProgram['words'][] = [['docker', 'compose'], ['docker-compose']]

/** Milliseconds a program may take to say its release: Python's needs half a second on a busy host. */
const patience = 10_000

/** Every compose that answers on this host, by asking each for its release. */
export async function findCompose(): Promise<readonly ComposeProgram[]> {
  const asked = await Promise.all(candidates.map(async words => ({words, version: await versionOf(words)})))
  return asked.flatMap(({words, version}) => {
    const generation = composeGeneration(version)
    return generation === null ? [] : [{words, version, generation}]
  })
}

function versionOf([program, ...words]: ComposeProgram['words']): Promise<string> {
  return new Promise(resolve => {
    execFile(program, [...words, 'version', '--short'], {timeout: patience}, (error, stdout) =>
      resolve(error ? '' : stdout.trim().replace(/^v/, '')),
    )
  })
}
