import {spawn, spawnSync} from 'node:child_process'
import {join} from 'node:path'
import {createInterface} from 'node:readline'
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

/**
 * Runs it so that it stops at each of its calls, and calls `atStop` there; gives what it prints at its end.
 * The process waits meanwhile, so the disk is as a kill at this call would leave it.
 */
export async function stopAtCalls(script: string, order: object, atStop: (at: Stop) => void): Promise<string> {
  const words = JSON.stringify({...order, dieAfter: null, torn: false, stops: true})
  const child = spawn(process.execPath, [script, words], {stdio: ['pipe', 'pipe', 'inherit']})
  let last = ''
  for await (const line of createInterface({input: child.stdout})) {
    const said = JSON.parse(line) as Stop | object
    if ('at' in said) {
      atStop(said)
      child.stdin.write('.')
    } else last = line
  }
  return last
}

/** After the call with this number, or in the middle of it. */
export interface Stop {
  readonly at: number
  readonly torn: boolean
}
