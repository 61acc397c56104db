import {cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'

/** The Cronicle that is tried: our stand-in, or the real one where somebody names its folder. */
export interface Program {
  /** Words that start a server in its folder. */
  readonly start: readonly string[]
  /** Words that make the primary's first records. */
  readonly setup: readonly string[]
  /** Folder with lib, bin, node_modules that a server's own folder must have; undefined for the stand-in. */
  readonly install?: string
  readonly sampleConfig: string
  /** A script of the stand-in that edits and reads the stored lists of either. */
  readonly editStorage: readonly string[]
  readonly shiftClock: string
}

export interface Bundles {
  readonly cronicle: string
  readonly editStorage: string
}

const standIn = join(import.meta.dirname, '../../cronicle')

/** CRONICLE: an installed Cronicle's folder. CRONICLE_NODE: the Node that runs it. */
export function findProgram({cronicle, editStorage}: Bundles, env: NodeJS.ProcessEnv): Program {
  const common = {
    editStorage: [process.execPath, editStorage],
    shiftClock: join(standIn, 'shift-clock.mjs'),
  }
  const install = env.CRONICLE
  if (!install) {
    const sampleConfig = join(standIn, 'sample-config.json')
    return {...common, sampleConfig, start: [process.execPath, cronicle], setup: [process.execPath, cronicle, 'setup']}
  }
  const node = env.CRONICLE_NODE ?? process.execPath
  return {
    ...common,
    install,
    sampleConfig: join(install, 'sample_conf/config.json'),
    start: [node, 'lib/main.js', '--foreground'],
    setup: [node, 'bin/storage-cli.js', 'setup'],
  }
}

/** A Cronicle folder: conf/config.json, and places for data and logs. */
export function makeFolder({install, sampleConfig}: Program, folder: string, config: object): void {
  for (const name of ['conf', 'logs', 'data']) mkdirSync(join(folder, name), {recursive: true})
  if (install !== undefined) {
    // The real one goes to its own folder first, wherever it was started.
    for (const name of ['lib', 'bin', 'package.json', 'sample_conf/setup.json', 'sample_conf/emails']) {
      cpSync(join(install, name), join(folder, name.replace('sample_conf', 'conf')), {recursive: true})
    }
    symlinkSync(join(install, 'node_modules'), join(folder, 'node_modules'))
  }
  writeConfig(sampleConfig, folder, config)
}

export function writeConfig(sampleConfig: string, folder: string, config: object): void {
  const sample = JSON.parse(readFileSync(sampleConfig, 'utf8')) as object
  writeFileSync(join(folder, 'conf/config.json'), `${JSON.stringify({...sample, ...config}, null, '\t')}\n`)
}
