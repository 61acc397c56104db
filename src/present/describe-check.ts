import type {AnyCheck} from '../checks/define-check.ts'

/** What a check says of itself, without its code. */
export function describeCheck(check: AnyCheck): Omit<AnyCheck, 'run' | 'needs'> {
  const {run: _run, needs: _needs, ...metadata} = check
  return metadata
}
