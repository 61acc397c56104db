import type {Facts} from '../../facts/types.ts'
import {assignStoredIds} from '../../repairs/assign-stored-ids.ts'
import type {RepairOffer} from '../../repairs/planning/offer-repair.ts'
import {strangersAmong} from '../../repairs/planning/unaccounted-voters.ts'
import {shellPath, shellQuote} from '../../repairs/shell-quote.ts'
import type {Finding, Report} from '../../report/types.ts'
import type {Page} from './page.ts'
import type {WayOut} from './ways-out.ts'

/** The one thing to do next. */
export interface Next {
  readonly sentence: string
  readonly command: string
}

/** What the upper part of the report told, and what can be done about it. */
export interface Told {
  readonly told: readonly Finding[]
  readonly ways: readonly WayOut[]
  /** The call of `doctor repair` that fits; null when there is none. */
  readonly offer: RepairOffer | null
}

/** The last block: one command, and what it does. */
export function printNext(page: Page, report: Report, facts: Facts, told: Told): void {
  const next = findNext(report, facts, told)
  if (next === null) return
  page.heading('Next')
  page.paragraph(next.sentence, {indent: 2})
  page.command(next.command, 4)
}

/** The repair to name; null where it answers nothing that was told. */
export function fittingOffer({told, ways: [way], offer}: Told): RepairOffer | null {
  // Another plan than the first way out must not be a riskier one.
  if (offer === null || (offer.risk !== 'safe' && way?.repair.id !== offer.strategy)) return null
  return told.some(f => offer.answers.includes(f.fingerprint)) ? offer : null
}

/** Null when there is nothing to do. */
export function findNext(report: Report, facts: Facts, about: Told): Next | null {
  const {told, ways} = about
  const ask = report.verdict === 'unknown' ? askForIds(facts) : null
  if (ask) return ask
  const offer = fittingOffer(about)
  if (offer) return repairWith(offer)
  const [way] = ways
  if (way?.work.command) return {sentence: way.work.command.does, command: way.work.command.lines}
  const proof = way?.repair.id === 'pin-old-id' ? proveStoredId(facts, told) : null
  if (proof) return proof
  const ready = ways.find(w => w.work.command)?.work.command
  if (ready) return {sentence: ready.does, command: ready.lines}
  const advised = told
    .flatMap(f => f.advice)
    .map(commandIn)
    .find(n => n !== null)
  if (advised) return advised
  const check = told[0]?.check ?? report.findings[0]?.check
  if (check === undefined) return null
  return {
    sentence: 'Why this breaks the cluster, and how to see it with your own eyes:',
    command: `doctor explain ${check}`,
  }
}

function repairWith({strategy, lines}: RepairOffer): Next {
  return {sentence: `See exactly what ${strategy} would change, and agree to it or not:`, command: lines}
}

/** Nothing needs to be changed to see that the stored ID fits: the same diagnosis, told that ID. */
function proveStoredId(facts: Facts, told: readonly Finding[]): Next | null {
  const subjects = told.map(f => f.subject)
  const named = facts.servers.filter(s => subjects.includes(s.label))
  const assigned = assignStoredIds(facts, named.length > 0 ? named : facts.servers)
  const withDirs = assigned.filter(a => a.server.dataDir !== null)
  if (withDirs.length === 0 || strangersAmong(assigned, facts, []).length > 0) return null
  const dirs = withDirs.map(a => shellPath(a.server.dataDir?.path ?? ''))
  const names = withDirs.map(a => `--node-name=${shellQuote(a.storedId)}`)
  return {
    sentence: 'Before you change anything, see that this ID fits the data:',
    command: ['doctor no-leader --offline', ...dirs, ...names].join(' '),
  }
}

/**
 * The one thing most often missing is which server ID runs now. Every container at once needs no name to be known;
 * where Docker was asked already, the server is no container of this host.
 */
function askForIds(facts: Facts): Next | null {
  const missing = facts.servers.filter(s => s.identity.state !== 'read' && s.container === null)
  const dirs = missing.flatMap(s => (s.dataDir ? [shellPath(s.dataDir.path)] : []))
  if (dirs.length === 0) return null
  if (!facts.cluster.offline) {
    const again = `doctor no-leader ${dirs.join(' ')}`
    const engine = facts.cluster.unread.find(u => u.where.startsWith('container engine at '))
    if (engine?.reason.startsWith('permission denied')) {
      return {sentence: 'Which container runs it, the engine tells those who may ask it:', command: `sudo ${again}`}
    }
    if (engine && missing.some(s => s.compose !== null)) {
      // Such an engine runs: see why-no-answer.ts and read-tls.ts in sources.
      const way = /TLS|certificate|\.pem/.test(engine.reason) ? 'let doctor ask it, as said above' : 'start that again'
      return {sentence: `Which container runs it, the engine tells: ${way}, then:`, command: again}
    }
    return {
      sentence: 'If the server runs on this host, in no container and without --node-name:',
      command: `doctor no-leader ${dirs[0]} --node-name "$(hostname)"`,
    }
  }
  return {
    sentence: 'If the servers run in containers on this host:',
    command: `docker ps -aq | xargs docker inspect > inspect.json && \\\n  doctor no-leader ${dirs.join(' ')} --inspect inspect.json`,
  }
}

/** Advice that is a command, or ends in one after a colon, with nothing left to fill in. */
function commandIn(advice: string): Next | null {
  const match = /^(?:(.+?): )?((?:docker|docker-compose|dkron|chown|nc|doctor) .+)$/.exec(advice)
  if (!match?.[2] || /(^|[\s:/=])[A-Z]{2}[A-Z-]*\b/.test(match[2])) return null
  return {sentence: match[1] ? `${match[1]}:` : 'Run:', command: match[2]}
}
