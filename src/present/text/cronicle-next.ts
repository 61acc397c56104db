import {sharesItsName} from '../../checks/worker-reachability/rules/shared-name.ts'
import type {CronicleFacts} from '../../facts/cronicle/types.ts'
import type {RepairOffer} from '../../repairs/planning/offer-repair.ts'
import {shellQuote} from '../../repairs/shell-quote.ts'
import type {Finding, Report} from '../../report/types.ts'

export interface NextStep {
  readonly sentence: string
  readonly command: string
}

/** The one command to copy, and what it does. */
export function cronicleNext(
  report: Report,
  facts: CronicleFacts,
  told: readonly Finding[],
  offer: RepairOffer | null,
): NextStep | null {
  const asked = [...told, ...report.findings.filter(f => f.status === 'unknown')].flatMap(f => f.advice)
  const advised = asked.map(commandIn).find(n => n !== null)
  if (report.verdict === 'unknown' && advised) return advised
  if (offer && told.some(f => offer.answers.includes(f.fingerprint))) {
    return {sentence: `See exactly what ${offer.strategy} would change, and agree to it or not:`, command: offer.lines}
  }
  const proof = provesNewName(told, facts)
  if (proof) return proof
  if (advised) return advised
  const check = told[0]?.check ?? report.findings[0]?.check
  return check === undefined
    ? null
    : {sentence: 'What stands behind it, and how to see it with your own eyes:', command: `doctor explain ${check}`}
}

/** Before a worker gets the name it was typed by: does it answer the primary under that name? */
function provesNewName(told: readonly Finding[], facts: CronicleFacts): NextStep | null {
  const {workers, primary} = facts
  if (!told.some(f => f.repairs.includes('worker-identity'))) return null
  const worker = workers.find(w => told.some(f => f.subject === w.label) && w.typed.length > 0)
  const typed = worker?.typed[0]?.value
  // One answer under that name is no proof where the next one is another worker's.
  if (!worker || typed === undefined || sharesItsName(worker, facts)) return null
  const port = typed.port ?? primary.settings.dialPort?.value ?? 3012
  return {
    sentence: `Before you change anything, see on the host of the primary that the worker answers under the name it is to get:`,
    command: `curl -sS -m 5 ${shellQuote(`http://${typed.host}:${port}/api/app/status`)}`,
  }
}

/** Advice that is a command or a line of settings, or ends in one after a colon, with nothing left to fill in. */
function commandIn(advice: string): NextStep | null {
  const match = /^(?:(.+?): )?((?:docker|doctor|curl|nc|getent|grep|timedatectl|timeout|proxy_\w+) .+)$/.exec(advice)
  if (!match?.[2] || /(^|[\s:/=])[A-Z]{3}[A-Z-]*\b/.test(match[2])) return null
  return {sentence: match[1] ? `${match[1]}:` : 'Run:', command: match[2]}
}
