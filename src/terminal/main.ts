import type {Interfaces} from '@oclif/core'
import {run, settings} from '@oclif/core'
import {ToolError} from '../errors.ts'
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
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') fail(error)
  })
  // Nobody could read what went wrong there.
  process.stderr.on('error', () => {})
  try {
    // Alone on a terminal it asks; without one it prints its help.
    const words = argv.length === 0 && isTerminal() ? ['guide'] : argv
    await run(words, {...load(), ...(process.env.DEBUG ? {} : {logger: silent})})
  } catch (error) {
    fail(error)
  }
}

/**
 * A full disk behind `doctor … > FILE` is no defect. Node throws it where the write was called, or raises it on the
 * stream, by the kind of file.
 */
function isOutputFull(error: unknown): error is NodeJS.ErrnoException {
  const {syscall, code} = (error ?? {}) as NodeJS.ErrnoException
  return syscall === 'write' && ['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO'].includes(code ?? '')
}

function unwritable(cause: Error): ToolError {
  return new ToolError('OUTPUT_UNWRITABLE', `the output cannot be written: ${cause.message}`, {
    next: ['Free some space there (df -h), or send it elsewhere, and run the same command again.'],
    cause,
  })
}

/** Never throws: an error of its own would be reported in the same way, again and again. */
function print(stream: NodeJS.WriteStream, text: string): void {
  try {
    stream.write(text)
  } catch {
    // Nobody can be told there.
  }
}

function report(error: unknown, argv: readonly string[]): void {
  const ended = exitCodeOf(error)
  if (ended !== null) {
    process.exitCode = ended
    return
  }
  const full = isOutputFull(error)
  const failure = describeFailure(full ? unwritable(error) : error)
  process.exitCode = failure.exit
  const format = full ? null : jsonWanted(argv)
  if (format !== null) {
    print(process.stdout, failureJson(failure, format))
    if (process.env.DEBUG && failure.stack) print(process.stderr, `${failure.stack}\n`)
  } else {
    print(process.stderr, failureText(failure, Boolean(process.env.DEBUG)))
  }
}
