import {type Change, compareReports} from './compare-reports.ts'
import type {Report, Verdict} from './types.ts'

/** What one look gave: a report, or why there is none. */
export type Look = {readonly report: Report} | {readonly failure: string}

/** What is worth telling of a look. */
export type News = {readonly change: Change} | {readonly failure: string}

/** What is known after some looks. */
export interface Followed {
  readonly last: Report | null
  /** Why the newest look gave no report; null when it gave one. */
  readonly failure: string | null
}

export const nothingSeen: Followed = {last: null, failure: null}

/** The same failure is told once, and that it is over is told too, also when all is as it was before. */
export function followReports(before: Followed, look: Look): {readonly now: Followed; readonly news: News | null} {
  if ('failure' in look) {
    const now = {last: before.last, failure: look.failure}
    return {now, news: before.failure === look.failure ? null : {failure: look.failure}}
  }
  const {report} = look
  const change = compareReports(before.last, report)
  const now = {last: report, failure: null}
  if (before.failure === null) return {now, news: change && {change}}
  const unseen: Verdict = 'unknown'
  const {verdict, cause} = report
  return {now, news: {change: {verdict, cause, appeared: [], gone: [], ...change, before: unseen}}}
}
