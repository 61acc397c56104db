import type {Check} from '../checks/define-check.ts'

/** What a check says of itself, without its code. */
export function describeCheck(check: Check): Omit<Check, 'run' | 'needs'> {
  const {run: _run, needs: _needs, ...metadata} = check
  return metadata
}
