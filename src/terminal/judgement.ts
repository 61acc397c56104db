import {dirname, join} from 'node:path'
import {ToolError} from '../errors.ts'
import {encodeBaseline} from '../formats/settings/encode-baseline.ts'
import type {BaselineEntry, Named, Settings, SuppressionRule} from '../formats/settings/types.ts'
import type {DiagnoseOptions, Suppress} from '../report/diagnose.ts'
import type {FailLevel, Report} from '../report/types.ts'
import type {CheckFlags} from './check-flags.ts'
import {chooseChecks} from './choose-checks.ts'
import {nearestName} from './nearest-name.ts'
import {checkOutputPath, replaceOutputFile} from './replace-output-file.ts'

/** What counts in a run, and what is lived with: flags over settings. */
export interface Judgement {
  readonly failLevel: FailLevel
  readonly only: readonly string[]
  readonly skip: readonly string[]
  readonly rules: readonly SuppressionRule[]
  readonly baseline: {readonly path: string; readonly entries: readonly BaselineEntry[]; readonly write: boolean} | null
}

/** How files and the list of all checks are come by; all of it only when there is something to read. */
export interface JudgementReader {
  readonly readSettings: (named: string | null, folder: string) => Promise<Settings | null>
  readonly readBaseline: (path: string) => Promise<readonly BaselineEntry[]>
  readonly everyId: () => Promise<readonly string[]>
}

/**
 * To be called before anything is read: a mistake in the settings must not cost the wait.
 * @param known ids of the checks of this command
 * @throws ToolError UNKNOWN_CHECK, SETTINGS_INVALID, BAD_USAGE, OUTPUT_UNWRITABLE
 */
export async function judgementOf(
  flags: CheckFlags,
  known: readonly string[],
  reader: JudgementReader,
): Promise<Judgement> {
  const settings = flags['no-settings'] ? null : await reader.readSettings(flags.settings ?? null, process.cwd())
  if (settings !== null) refuseMistakes(settings, await reader.everyId(), new Date().toISOString().slice(0, 10))
  const written = settings?.only.map(n => n.id) ?? []
  const only = chooseChecks(flags.only, known)
  const ownOnly = only.length > 0 ? only : written.filter(id => known.includes(id))
  if (ownOnly.length === 0 && settings !== null && written.length > 0) {
    throw wrong(settings.only[0], settings.file, '"only" leaves no check of this command')
  }
  return {
    failLevel: flags['fail-level'] ?? settings?.failLevel ?? 'error',
    only: ownOnly,
    skip: [...chooseChecks(flags.skip, known), ...(settings?.skip.map(n => n.id) ?? [])],
    rules: settings?.suppress ?? [],
    baseline: await baselineOf(flags, settings, reader),
  }
}

/** The part of a diagnosis that a judgement decides. */
export type Counting = Pick<DiagnoseOptions, 'failLevel' | 'only' | 'skip' | 'suppress'>

/** A judgement for one diagnosis. Whoever looks for days leaves out the rules that have ended meanwhile. */
export function countingOf(
  {failLevel, only, skip, rules, baseline}: Judgement,
  onUse: (rule: SuppressionRule) => void = () => {},
): Counting {
  const byRule: Suppress = ({check, subject}) => {
    const rule = rules.find(r => r.check === check && r.subject === subject)
    if (rule) onUse(rule)
    return rule ? {reason: rule.reason, until: rule.until} : null
  }
  const {entries, path} = baseline ?? {entries: [], path: ''}
  return {failLevel, only, skip, suppress: f => byRule(f) ?? inBaseline(f, entries, path)}
}

/** What of a judgement still holds on a day (`2031-03-31`, UTC). */
export function judgementOn(day: string, judgement: Judgement): Judgement {
  return {...judgement, rules: judgement.rules.filter(r => r.until >= day)}
}

/**
 * The report under this judgement. With --write-baseline what fails becomes the baseline first. Suppressions that meet
 * nothing are said on standard error.
 */
export function judge(judgement: Judgement, run: (options: Counting) => Report): Report {
  const {rules, baseline} = judgement
  const used = new Set<SuppressionRule>()
  const runWith = (entries: readonly BaselineEntry[]) =>
    run(countingOf({...judgement, baseline: baseline && {...baseline, entries}}, rule => used.add(rule)))
  let entries = baseline?.entries ?? []
  if (baseline?.write) {
    const {command, findings} = runWith([])
    entries = findings.filter(f => f.status === 'fail' && !f.suppressed)
    replaceOutputFile(baseline.path, encodeBaseline(command, entries))
  }
  const report = runWith(entries)
  for (const {check, subject, place} of rules.filter(
    r => !used.has(r) && report.checks.some(c => c.check === r.check),
  )) {
    process.stderr.write(`doctor: ${place.file}:${place.line}: nothing to suppress: no ${check} on ${subject}\n`)
  }
  return report
}

const ranks = ['info', 'warning', 'error']

/** What got worse since is no finding of then. */
function inBaseline(finding: Parameters<Suppress>[0], entries: readonly BaselineEntry[], path: string) {
  const entry = entries.find(e => e.fingerprint === finding.fingerprint)
  if (!entry || ranks.indexOf(finding.severity) > ranks.indexOf(entry.severity)) return null
  return {reason: `in the baseline ${path}`, until: null}
}

async function baselineOf(
  flags: CheckFlags,
  settings: Settings | null,
  {readBaseline}: JudgementReader,
): Promise<Judgement['baseline']> {
  const given = settings?.baseline ? join(dirname(settings.file), settings.baseline) : null
  const path = flags.baseline ?? given
  const write = flags['write-baseline'] ?? false
  if (path === null && write) {
    throw new ToolError('BAD_USAGE', '--write-baseline needs a file to write', {next: ['--baseline FILE']})
  }
  if (path === null) return null
  if (write) checkOutputPath(path)
  return {path, entries: write ? [] : await readBaseline(path), write}
}

function refuseMistakes({file, only, skip, suppress}: Settings, all: readonly string[], today: string): void {
  const named = [...only, ...skip, ...suppress.map(({check, place}) => ({id: check, place}))]
  const unknown = named.find(n => !all.includes(n.id))
  if (unknown) {
    const near = nearestName(unknown.id, all)
    throw wrong(unknown, file, `there is no check "${unknown.id}"`, [
      ...(near ? [`did you mean ${near}?`] : []),
      'doctor explain lists every check',
    ])
  }
  const expired = suppress.find(r => r.until < today)
  if (expired) {
    const {check, subject, until, place} = expired
    const message = `the suppression of ${check} on ${subject} ended with ${until}`
    throw wrong({place}, file, message, [
      'Mend what it is about and take it out, or decide anew until when it is to be lived with.',
      'To look without any settings: the same command with --no-settings',
    ])
  }
}

function wrong(
  at: Pick<Named, 'place'> | undefined,
  file: string,
  message: string,
  next: readonly string[] = [],
): ToolError {
  const where = at ? `${at.place.file}:${at.place.line}:${at.place.column}` : file
  return new ToolError('SETTINGS_INVALID', `${where}: ${message}`, {next})
}
