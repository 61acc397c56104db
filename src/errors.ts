import type {ExitCode} from './exit-codes.ts'
import {exitCodes} from './exit-codes.ts'

/** Every code an expected failure can carry, with the exit code it ends the process with. */
const codes = {
  DATA_DIR_NOT_FOUND: exitCodes.undetermined,
  DATA_DIR_UNREADABLE: exitCodes.undetermined,
  FOLDER_NOT_FOUND: exitCodes.undetermined,
  NO_RAFT_STATE: exitCodes.undetermined,
  STORE_BUSY: exitCodes.undetermined,
  STORE_UNREADABLE: exitCodes.undetermined,
  EVIDENCE_UNREADABLE: exitCodes.undetermined,
  CASE_UNREADABLE: exitCodes.undetermined,
  /** No scheduler in what was looked at: nothing was judged. */
  NOTHING_PLANNED: exitCodes.undetermined,
  SEVERAL_CLUSTERS: exitCodes.usage,
  BAD_USAGE: exitCodes.usage,
  UNKNOWN_CHECK: exitCodes.usage,
  /** doctor.yml or a baseline: broken, unknown ids, a suppression that has ended. Never a pass. */
  SETTINGS_INVALID: exitCodes.usage,
  OUTPUT_EXISTS: exitCodes.refused,
  OUTPUT_FAILED: exitCodes.refused,
  /** A file for a report: the diagnosis is not to be had in the way that was asked for. */
  OUTPUT_UNWRITABLE: exitCodes.usage,
  /** A repair that was not agreed to. */
  CONSENT_MISSING: exitCodes.refused,
  REPAIR_REFUSED: exitCodes.refused,
  PLAN_UNREADABLE: exitCodes.usage,
  /** Ctrl-C at a question. */
  INTERRUPTED: exitCodes.interrupted,
} as const satisfies Record<string, ExitCode>

export type ErrorCode = keyof typeof codes

/**
 * A failure the operator can do something about: what happened, its code, and what to do next.
 * `suggestions`, `code` and `ref` are the fields oclif prints.
 */
export class ToolError extends Error {
  readonly code: ErrorCode
  readonly suggestions: string[]
  readonly exit: ExitCode

  constructor(code: ErrorCode, message: string, options: {next?: readonly string[]; cause?: unknown} = {}) {
    super(message, {cause: options.cause})
    this.name = 'ToolError'
    this.code = code
    this.suggestions = [...(options.next ?? [])]
    this.exit = codes[code]
  }
}
