import {ToolError} from '../errors.ts'
import {type ExitCode, exitCodes} from '../exit-codes.ts'
import {nearestName} from './nearest-name.ts'

/** How a run failed: what is printed, and the code the process ends with. */
export interface Failure {
  readonly code: string
  readonly message: string
  /** What the person does next, one step a line. */
  readonly next: readonly string[]
  readonly exit: ExitCode
  /** Printed only when DEBUG is set. */
  readonly stack: string | null
}

/** Fields that oclif puts on the errors of its parser and on its own exits. */
interface OclifError extends Error {
  readonly oclif?: {readonly exit?: number}
  readonly code?: string
  /** Options nobody knows, with their dashes. */
  readonly flags?: readonly string[]
  readonly parse?: {readonly input?: {readonly flags?: object; readonly context?: {readonly id?: string}}}
}

/** The code of a run that ended through oclif's `exit`; null when the error is none of those. */
export function exitCodeOf(error: unknown): number | null {
  const {code, oclif} = (error ?? {}) as OclifError
  return code === 'EEXIT' ? (oclif?.exit ?? exitCodes.ok) : null
}

/** Sorts any thrown value into: expected trouble, wrong usage, or a defect of this tool. Never throws. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof ToolError) {
    return {code: error.code, message: error.message, next: error.suggestions, exit: error.exit, stack: stackOf(error)}
  }
  if (isUsageError(error)) return usageFailure(error)
  const message = error instanceof Error ? error.message : String(error)
  return {
    code: 'DEFECT',
    message: `this is a defect of doctor, not of your scheduler: ${message}`,
    next: [
      'run the same command again with DEBUG=1 in the environment, and report what it prints',
      'with the output of `doctor --version`; nothing on this host was changed',
    ],
    exit: exitCodes.defect,
    stack: stackOf(error),
  }
}

/** The parser's errors and nothing else carry exit code 2. */
function isUsageError(error: unknown): error is OclifError {
  return error instanceof Error && (error as OclifError).oclif?.exit === exitCodes.usage
}

function usageFailure(error: OclifError): Failure {
  const command = error.parse?.input?.context?.id
  const known = Object.keys(error.parse?.input?.flags ?? {}).map(name => `--${name}`)
  const near = Array.isArray(error.flags)
    ? error.flags.map(flag => nearestName(flag, known)).find(n => n !== null)
    : null
  return {
    code: 'BAD_USAGE',
    // oclif ends each message with a hint of its own.
    message: error.message.replace(/\nSee more help with --help$/, ''),
    next: [...(near ? [`did you mean ${near}?`] : []), command ? `doctor ${command} --help` : 'doctor --help'],
    exit: exitCodes.usage,
    stack: stackOf(error),
  }
}

function stackOf(error: unknown): string | null {
  return error instanceof Error ? (error.stack ?? null) : null
}

/** For a person, on stderr. */
export function failureText(failure: Failure, debug: boolean): string {
  const lines = [`doctor: ${failure.message}`, `Code: ${failure.code}`]
  if (failure.next.length === 1) lines.push(`Try this: ${failure.next[0]}`)
  else if (failure.next.length > 1) lines.push('Try this:', ...failure.next.map(step => `  - ${step}`))
  if (debug && failure.stack !== null) lines.push('', failure.stack)
  return `${lines.join('\n')}\n`
}

/** For a program, on stdout. */
export function failureJson({code, message, next, exit}: Failure, format: 'json' | 'ndjson'): string {
  const fields = {code, message, next, exit}
  return `${format === 'json' ? JSON.stringify(fields, null, 2) : JSON.stringify({type: 'failure', ...fields})}\n`
}

/**
 * Whether standard output was to be JSON. Read from the arguments themselves: a failure can come before anything was
 * parsed.
 */
export function jsonWanted(argv: readonly string[]): 'json' | 'ndjson' | null {
  const end = argv.indexOf('--')
  const words = argv.slice(0, end === -1 ? undefined : end)
  if (words.includes('--json')) return 'json'
  const at = words.findLastIndex(word => word === '--format' || word.startsWith('--format='))
  const format = words[at]?.includes('=') ? words[at].slice('--format='.length) : words[at + 1]
  return at !== -1 && (format === 'json' || format === 'ndjson') ? format : null
}
