import {type ExitCode, exitCodes} from '../exit-codes.ts'

const exit = () => process.exit(exitCodes.interrupted)

/** Ctrl-C ends the process with the exit code for it. */
export function exitOnInterrupt(): void {
  process.removeListener('SIGINT', exit)
  process.once('SIGINT', exit)
}

/** Ctrl-C ends the process at once by the signal itself; shells call that 130 too. */
export function dieOnInterrupt(): void {
  process.removeListener('SIGINT', exit)
}

/** Until `end`, Ctrl-C only asks: the work stops at the next place where it can be taken back. */
export function askOnInterrupt(): {readonly signal: AbortSignal; readonly end: () => void} {
  const controller = new AbortController()
  const ask = () => controller.abort()
  process.removeListener('SIGINT', exit)
  process.on('SIGINT', ask)
  return {
    signal: controller.signal,
    end() {
      process.removeListener('SIGINT', ask)
      exitOnInterrupt()
    },
  }
}

/** Milliseconds that work which was cut off may take to let go. */
const graceMs = 2000

/**
 * Until `end`, Ctrl-C and SIGTERM stop a work that would go on forever. SIGTERM is the ordinary end of such a work; what
 * is still under way when its time is up is cut off.
 */
export function stopOnSignals(): {readonly signal: AbortSignal; readonly exitCode: () => ExitCode; end(): void} {
  const controller = new AbortController()
  let code: ExitCode = exitCodes.ok
  const stop = (name: NodeJS.Signals) => {
    if (!controller.signal.aborted) code = name === 'SIGINT' ? exitCodes.interrupted : exitCodes.ok
    controller.abort()
    setTimeout(() => process.exit(code), graceMs).unref()
  }
  process.removeListener('SIGINT', exit)
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, stop)
  return {
    signal: controller.signal,
    exitCode: () => code,
    end() {
      for (const name of ['SIGINT', 'SIGTERM'] as const) process.removeListener(name, stop)
      exitOnInterrupt()
    },
  }
}
