import {spawn, spawnSync} from 'node:child_process'
import {once} from 'node:events'
import {join} from 'node:path'
import {text} from 'node:stream/consumers'
import {buildSync} from 'esbuild'

/** Bundles a script of this folder so that plain Node runs it; inside node_modules, where packages are found from. */
export function bundleProcess(name: string): string {
  const outfile = join(import.meta.dirname, '../../node_modules/.cache/doctor-test', `${name}.${process.pid}.mjs`)
  buildSync({
    entryPoints: [join(import.meta.dirname, `${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  })
  return outfile
}

export interface Ended {
  readonly signal: NodeJS.Signals | null
  readonly output: string
}

/** Runs it with one JSON argument; throws when it neither ends well nor by a signal. */
export function runProcess(script: string, order: unknown, options: {uid?: number; gid?: number} = {}): Ended {
  const {status, signal, stdout, stderr} = spawnSync(process.execPath, [script, JSON.stringify(order)], {
    encoding: 'utf8',
    ...options,
  })
  if (status !== 0 && signal === null) throw new Error(`exit ${status}: ${stderr}`)
  return {signal, output: stdout}
}

/** The same, without standing in the way of others meanwhile. */
export async function startProcess(script: string, order: unknown): Promise<Ended> {
  const child = spawn(process.execPath, [script, JSON.stringify(order)], {stdio: ['ignore', 'pipe', 'pipe']})
  const texts = Promise.all([text(child.stdout), text(child.stderr)])
  const [status, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  const [output, complaint] = await texts
  if (status !== 0 && signal === null) throw new Error(`exit ${status}: ${complaint}`)
  return {signal, output}
}
