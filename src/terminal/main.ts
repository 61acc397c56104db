import type {Interfaces} from '@oclif/core'
import {run, settings} from '@oclif/core'
import {describeFailure, exitCodeOf, failureJson, failureText, jsonWanted} from './failure.ts'
import {exitOnInterrupt} from './interrupt.ts'
import {isTerminal} from './is-terminal.ts'

/** What oclif logs without DEBUG: nothing. Its own logger would load a library and the terminal's streams for that. */
const silent: Interfaces.Logger = {
  namespace: 'oclif',
  child: () => silent,
  debug() {},
  error() {},
  info() {},
  trace() {},
  warn() {},
}

/**
 * Runs one command line and sets the exit code of the process; never throws and never cuts output off.
 * `load` says where oclif finds package.json and manifest, or hands them over.
 */
export async function main(argv: string[], load: () => Interfaces.Options): Promise<void> {
  // oclif would look for a compiler and, not finding the one it knows, run stale output without a word.
  settings.enableAutoTranspile = false
  // oclif would ask the user database for a shell, which throws where the user is not in it: a container's may not be.
  process.env.SHELL ??= ''
  const fail = (error: unknown) => report(error, argv)
  process.on('uncaughtException', fail)
  exitOnInterrupt()
  // A reader that goes away (`doctor … | head`) is no failure: the exit code stays that of the result.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  }
  try {
    // Alone on a terminal it asks; without one it prints its help.
    const words = argv.length === 0 && isTerminal() ? ['guide'] : argv
    await run(words, {...load(), ...(process.env.DEBUG ? {} : {logger: silent})})
  } catch (error) {
    fail(error)
  }
}

function report(error: unknown, argv: readonly string[]): void {
  const ended = exitCodeOf(error)
  if (ended !== null) {
    process.exitCode = ended
    return
  }
  const failure = describeFailure(error)
  process.exitCode = failure.exit
  const format = jsonWanted(argv)
  if (format !== null) {
    process.stdout.write(failureJson(failure, format))
    if (process.env.DEBUG && failure.stack) process.stderr.write(`${failure.stack}\n`)
  } else {
    process.stderr.write(failureText(failure, Boolean(process.env.DEBUG)))
  }
}
