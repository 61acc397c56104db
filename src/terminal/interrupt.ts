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
