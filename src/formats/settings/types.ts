import type {Place} from '../../case/case.ts'

/** What a doctor.yml says. */
export interface Settings {
  readonly file: string
  readonly failLevel: 'error' | 'warning' | 'never' | null
  readonly only: readonly Named[]
  readonly skip: readonly Named[]
  /** As written, from the folder of the file. */
  readonly baseline: string | null
  readonly suppress: readonly SuppressionRule[]
}

/** An id with the place where it is written. */
export interface Named {
  readonly id: string
  readonly place: Place
}

export interface SuppressionRule {
  readonly check: string
  readonly subject: string
  readonly reason: string
  /** Last day it holds, `2026-12-31`. */
  readonly until: string
  readonly place: Place
}

export interface BaselineEntry {
  readonly fingerprint: string
  readonly check: string
  readonly subject: string
  readonly severity: 'error' | 'warning' | 'info'
}

/** What is wrong with a file, at a place of it. */
export interface SettingsProblem {
  readonly place: Place
  readonly message: string
}
