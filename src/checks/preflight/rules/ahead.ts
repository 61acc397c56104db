import type {AnyCheck, PreflightCheck} from '../../define-check.ts'

/** What a check looks at and says before anything is started; all else it says of itself stays. */
type Ahead = Pick<PreflightCheck, 'severity' | 'message' | 'needs' | 'run'> & Partial<Pick<PreflightCheck, 'explains'>>

/**
 * A check of an ailment, asked ahead: the same fault under the same id, judged by what is written down for the next
 * containers. What only warns while the present container lives is an error here when the next one breaks.
 */
export function ahead(base: AnyCheck, own: Ahead): PreflightCheck {
  return {...base, repairs: [], explains: [], ...own}
}
