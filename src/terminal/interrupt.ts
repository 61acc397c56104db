import {exitCodes} from '../exit-codes.ts'

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
