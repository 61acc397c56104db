import type {AnyCheck} from '../../checks/define-check.ts'
import type {PreflightFacts} from '../../facts/preflight/types.ts'
import {shellPath} from '../../repairs/shell-quote.ts'
import type {Report} from '../../report/types.ts'
import {printEvidence} from './evidence.ts'
import {printHeadline, toldFindings} from './headline.ts'
import {countingOnly, printOtherFindings, printSuppressed, printUndetermined} from './other-findings.ts'
import {Page} from './page.ts'
import type {Style} from './style.ts'
import {printWaysOut} from './ways-out.ts'

const words = {
  healthy: 'Nothing found that breaks when the containers are created anew',
  unknown: 'Could not determine whether the next containers will do',
}

/** What would break at the next re-creation, for a tired person: cause first, one command last. Pure. */
export function renderPreflight(
  whole: Report,
  facts: PreflightFacts,
  checks: readonly AnyCheck[],
  style: Style,
): string {
  const page = new Page(style)
  const report = countingOnly(whole)
  const {verdict} = report
  printHeadline(page, whole, checks, words)
  const told = toldFindings(report)
  printLookedAt(page, facts)
  printEvidence(page, told)
  printWaysOut(page, told, [], checks)
  printOtherFindings(page, report, told)
  printUndetermined(page, report, [], checks)
  printSuppressed(page, whole)
  if (verdict !== 'healthy') printNext(page, report, facts)
  return page.toString()
}

function printLookedAt(page: Page, {files, servers, cronicle, stores}: PreflightFacts): void {
  const counts = [
    several(files.length, 'compose project'),
    several(servers.length, 'Dkron server'),
    several(cronicle.length, 'Cronicle server'),
    several(stores.length, 'data-dir'),
  ]
  page.paragraph(`Looked at ${counts.join(', ')}; no container and no network was asked.`, {paint: page.pen.dim})
}

function several(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

/** Once the file is mended it is asked again; a question that stayed open is asked of who reads the file too. */
function printNext(page: Page, report: Report, facts: PreflightFacts): void {
  const [first] = report.findings
  if (first === undefined) return
  const open = report.verdict === 'unknown' && first.place?.line !== undefined ? first.place.file : null
  page.heading('Next')
  page.paragraph(
    open === null ? 'Why this breaks, and how to see it with your own eyes:' : 'What compose says of it:',
    {
      indent: 2,
    },
  )
  page.command(open === null ? `doctor explain ${first.check}` : `docker compose -f ${shellPath(open)} config`, 4)
  const paths = facts.files.map(f => shellPath(f.file))
  if (open !== null || paths.length === 0) return
  page.paragraph('Then, with the file mended:', {indent: 2})
  page.command(`doctor preflight ${paths.length > 3 ? '' : paths.join(' ')}`.trim(), 4)
}
