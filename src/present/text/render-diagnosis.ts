import type {AnyCheck} from '../../checks/define-check.ts'
import type {Finding, Report} from '../../report/types.ts'
import {printEvidence} from './evidence.ts'
import {type HeadlineWords, printHeadline, toldFindings} from './headline.ts'
import {countingOnly, printOtherFindings, printSuppressed, printUndetermined} from './other-findings.ts'
import {Page} from './page.ts'
import type {Style} from './style.ts'
import {printWaysOut, type WayOut} from './ways-out.ts'

/** What a diagnosis has of its own. */
export interface DiagnosisParts {
  readonly checks: readonly AnyCheck[]
  readonly words?: HeadlineWords
  /** Evidence that could not be read. */
  readonly unread: Parameters<typeof printUndetermined>[2]
  readonly waysOut: (told: readonly Finding[]) => readonly WayOut[]
  /** How names and addresses lie to each other. */
  readonly printTable: (page: Page) => void
  /** In its place when all is well. */
  readonly printHealthy?: (page: Page) => void
  /** The one command to copy, when not all is well. */
  readonly printNext: (page: Page, about: DiagnosisTold) => void
}

interface DiagnosisTold {
  /** Without what is suppressed. */
  readonly report: Report
  readonly told: readonly Finding[]
  readonly ways: readonly WayOut[]
}

/**
 * A report for a tired person, in the order that every diagnosis has: cause, evidence, what helps and what does not, the
 * rest, one command. Pure; no line is wider than the style allows, except commands and words that cannot be broken.
 */
export function renderDiagnosis(whole: Report, parts: DiagnosisParts, style: Style): string {
  const page = new Page(style)
  const {checks, unread, printTable, printHealthy = printTable} = parts
  const report = countingOnly(whole)
  const isHealthy = report.verdict === 'healthy'
  printHeadline(page, whole, checks, parts.words)
  const told = toldFindings(report)
  const ways = parts.waysOut(told)
  if (isHealthy) printHealthy(page)
  else {
    printEvidence(page, told)
    printTable(page)
    printWaysOut(page, told, ways, checks)
  }
  printOtherFindings(page, report, told)
  printUndetermined(page, report, unread, checks)
  printSuppressed(page, whole)
  if (!isHealthy) parts.printNext(page, {report, told, ways})
  return page.toString()
}
