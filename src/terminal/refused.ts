import {ToolError} from '../errors.ts'
import type {Refusal} from '../surgery/refusal.ts'

/** A refusal as the error a command ends with: exit code 4, the reason, the next step. */
export function refused(refusals: readonly Refusal[]): ToolError {
  const message = refusals.map(r => r.message).join('; ')
  return new ToolError('REPAIR_REFUSED', `${message}; nothing was changed`, {next: refusals.flatMap(r => r.next)})
}
