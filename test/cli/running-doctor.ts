import {type ChildProcess, spawn} from 'node:child_process'
import {onTestFinished} from 'vitest'
import {program} from './doctor.ts'

interface Started {
  readonly child: ChildProcess
  /** Whole text so far. */
  readonly stdout: () => string
  readonly stderr: () => string
  readonly ended: Promise<{readonly code: number | null; readonly signal: NodeJS.Signals | null}>
}

/** The built program, left running; it goes away with the test. */
export function startDoctor(
  args: readonly string[],
  {cwd, env = {}, node = []}: {cwd: string; env?: Readonly<Record<string, string>>; node?: readonly string[]},
): Started {
  const child = spawn(process.execPath, [...node, program, ...args], {
    cwd,
    env: {PATH: process.env.PATH, HOME: process.env.HOME, LANG: 'C.UTF-8', ...env},
  })
  const text = {stdout: '', stderr: ''}
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', chunk => {
      text[name] += chunk
    })
  const ended = new Promise<{code: number | null; signal: NodeJS.Signals | null}>(done =>
    child.once('close', (code, signal) => done({code, signal})),
  )
  onTestFinished(() => void child.kill('SIGKILL'))
  return {child, stdout: () => text.stdout, stderr: () => text.stderr, ended}
}

/** Asks until there is an answer; `what` is for the message when there is none. */
export async function until<T>(what: string, holds: () => T | Promise<T>, patience = 60_000): Promise<NonNullable<T>> {
  const end = performance.now() + patience
  for (;;) {
    const answer = await holds()
    if (answer) return answer
    if (performance.now() > end) throw new Error(`waited in vain: ${what}`)
    await new Promise(done => setTimeout(done, 20))
  }
}
