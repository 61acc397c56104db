import type {Finding, Report} from './types.ts'

/** What is different from the last look; null when nothing that matters is. */
export interface Change {
  readonly verdict: Report['verdict']
  readonly cause: string | null
  /** Null at the first look. */
  readonly before: Report['verdict'] | null
  readonly appeared: readonly Finding[]
  readonly gone: readonly Finding[]
}

/**
 * Compares two looks at the same thing by verdict, cause and fingerprints. Findings of severity info come and go and
 * are left out, and what is lived with is no news. At the first look everything found has appeared; when all is well then there is no change.
 */
export function compareReports(before: Report | null, now: Report): Change | null {
  const was = before === null ? [] : mattering(before)
  const is = mattering(now)
  const appeared = is.filter(f => !was.some(w => isSame(w, f)))
  const gone = was.filter(w => !is.some(f => isSame(w, f)))
  const same = now.verdict === (before?.verdict ?? 'healthy') && now.cause === (before?.cause ?? null)
  if (same && appeared.length === 0 && gone.length === 0) return null
  return {verdict: now.verdict, cause: now.cause, before: before?.verdict ?? null, appeared, gone}
}

const mattering = ({findings}: Report): readonly Finding[] =>
  findings.filter(f => !f.suppressed && (f.status === 'unknown' || f.severity !== 'info'))

const isSame = (a: Finding, b: Finding): boolean => a.fingerprint === b.fingerprint && a.severity === b.severity
