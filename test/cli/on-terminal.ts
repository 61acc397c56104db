import {spawn} from '@lydell/node-pty'
import {onTestFinished} from 'vitest'
import {program} from './doctor.ts'

export const down = '\u001b[B'
export const enter = '\r'
export const interrupt = '\u0003'

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const escapes = /\u001b\[[0-9;?]*[A-Za-z]|\r/g

interface Terminal {
  /** Everything written so far, without colours and movements: what was overwritten stands there too. */
  readonly seen: () => string
  readonly type: (...keys: readonly string[]) => void
  /** The terminal is closed, e.g. by a lost connection. */
  readonly hangUp: () => void
  readonly ended: Promise<number>
}

/** Runs the built program on a pseudo-terminal of its own; it goes away with the test. */
export function onTerminal(
  args: readonly string[],
  {cwd, env = {}}: {cwd: string; env?: Readonly<Record<string, string>>},
): Terminal {
  const own = {PATH: process.env.PATH ?? '', HOME: cwd, LANG: 'C.UTF-8', TERM: 'xterm', ...env}
  const terminal = spawn(process.execPath, [program, ...args], {cwd, env: own, cols: 160, rows: 50})
  let text = ''
  let over = false
  terminal.onData(chunk => {
    text += chunk
  })
  const ended = new Promise<number>(done =>
    terminal.onExit(({exitCode}) => {
      over = true
      done(exitCode)
    }),
  )
  onTestFinished(() => {
    if (!over) terminal.kill('SIGKILL')
  })
  return {
    seen: () => text.replace(escapes, ''),
    type: (...keys) => {
      for (const key of keys) terminal.write(key)
    },
    hangUp: () => terminal.kill('SIGHUP'),
    ended,
  }
}
