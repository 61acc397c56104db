import type {AnyCheck} from '../../checks/define-check.ts'
import type {CronicleFacts} from '../../facts/cronicle/types.ts'
import type {RepairOffer} from '../../repairs/planning/offer-repair.ts'
import type {Report} from '../../report/types.ts'
import {cronicleNext} from './cronicle-next.ts'
import {cronicleWays} from './cronicle-ways.ts'
import {printDialTable} from './dial-table.ts'
import {type DiagnosisParts, renderDiagnosis} from './render-diagnosis.ts'
import type {Style} from './style.ts'

const words = {
  healthy: 'Nothing found that keeps the primary from its workers',
  unknown: 'The evidence does not decide it',
}

/** The report on a Cronicle cluster. Pure. */
export function renderCronicleReport(
  whole: Report,
  facts: CronicleFacts,
  offer: RepairOffer | null,
  checks: readonly AnyCheck[],
  style: Style,
): string {
  const parts: DiagnosisParts = {
    checks,
    words,
    unread: facts.cluster.unread,
    waysOut: told => cronicleWays(told, facts),
    printTable: page => printDialTable(page, facts),
    printNext(page, {report, told}) {
      const next = cronicleNext(report, facts, told, offer)
      if (next === null) return
      page.heading('Next')
      page.paragraph(next.sentence, {indent: 2})
      page.command(next.command, 4)
    },
  }
  return renderDiagnosis(whole, parts, style)
}
