import {spawnSync} from 'node:child_process'
import {existsSync} from 'node:fs'
import type {TestProject} from 'vitest/node'
import {buildImages, removeImages, userland} from './build-images.ts'
import {buildScheduler} from './build-scheduler.ts'
import {findComposes} from './find-composes.ts'
import {startEngine} from './start-engine.ts'

/** What the tests need of the machine. */
export interface Lab {
  /** Why the tests cannot run here; empty when they can. */
  readonly missing: string
  /** The compose programs there are, older first. */
  readonly composes: readonly {readonly version: string; readonly program: string}[]
}

declare module 'vitest' {
  export interface ProvidedContext {
    lab: Lab
  }
}

/** Runs once before all files: an engine, the images and a compose. What it started it stops again. */
export default async function setUp(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const without = (missing: string): undefined => {
    project.provide('lab', {missing, composes: []})
  }
  if (spawnSync('docker', ['--version']).error) return without('the docker command is not installed')
  if (!existsSync(userland)) return without(`there is no ${userland} to make images of`)
  const composes = findComposes()
  if (composes.length === 0) return without('no docker-compose is installed')
  const built = buildScheduler()
  if ('missing' in built) return without(built.missing)
  const engine = await startEngine()
  if ('missing' in engine) return without(engine.missing)
  try {
    buildImages(built.program)
  } catch (error) {
    await engine.stop()
    throw error
  }
  project.provide('lab', {missing: '', composes})
  return async () => {
    removeImages()
    await engine.stop()
  }
}
