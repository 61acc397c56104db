import type {AnyCheck} from '../checks/define-check.ts'
import type {Report} from '../report/types.ts'
import type {Style} from './text/style.ts'

/** What a format is made of: the report, and what surrounds it. */
export interface ReportView {
  readonly report: Report
  /** What the checks of the report say of themselves. */
  readonly checks: readonly AnyCheck[]
  /** When the report was made. */
  readonly at: Date
  /** Absolute folders: relative paths in the report count from the first, those that are written from the second. */
  readonly folder: string
  readonly sourceRoot: string
  /** Home page of this program; null when it has none. */
  readonly homepage: string | null
  readonly style: Style
  /** Columns of the terminal that gets it; null: a line may be of any length. */
  readonly columns: number | null
}

/** A whole document, with a line break at its end. Pure. */
export type RenderReport = (view: ReportView) => string
