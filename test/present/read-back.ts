import {parse, type TestCase, type TestSuite, type TestSuites} from 'junit2json'
import {levelOf} from '../../src/report/count-findings.ts'
import type {Report} from '../../src/report/types.ts'

/** What every format has to tell of one report. */
export interface Told {
  readonly verdict: string
  readonly exitCode: number
  /** `level check`, sorted: ids, severities and counts in one. */
  readonly findings: readonly string[]
}

type ReadBack = (text: string) => Told | Promise<Told>

export function toldBy(report: Report): Told {
  const {verdict, exitCode, findings} = report
  return {verdict, exitCode, findings: findings.map(f => `${levelOf(f)} ${f.check}`).sort()}
}

/** A reader for each format, which knows the format and nothing of how it was made. */
export const readers = {
  json: text => toldBy(JSON.parse(text)),
  ndjson: text => toldBy(reportOfLines(text)),
  short: readShort,
  github: readGithub,
  sarif: readSarif,
  junit: readJunit,
  prometheus: readPrometheus,
} satisfies Record<string, ReadBack>

/** The report that the lines of NDJSON make together. */
export function reportOfLines(text: string): Report {
  const lines = text.trimEnd().split('\n')
  const all = lines.map(line => JSON.parse(line) as {type: string} & Record<string, unknown>)
  const of = (type: string) => all.filter(x => x.type === type).map(({type: _, ...rest}) => rest)
  const {counts: _, ...result} = of('report')[0] ?? {}
  const {failLevel, exitCode, ...start} = result
  const report = {...start, findings: of('finding'), checks: of('check'), ...of('facts')[0], failLevel, exitCode}
  return report as unknown as Report
}

/** `broken: some-check; 1 error, 0 warnings; exit code 1`. */
function readSummary(text: string): {verdict: string; exitCode: number; counts: Record<string, number>} {
  const [, verdict = '', rest = '', code] = /^([a-z-]+)(.*); exit code (\d+)$/.exec(text) ?? []
  const counts = [...rest.matchAll(/(\d+) (error|warning|info|not determined|suppressed)/g)]
  return {verdict, exitCode: Number(code), counts: Object.fromEntries(counts.map(m => [m[2], Number(m[1])]))}
}

function withCounts({verdict, exitCode, counts}: ReturnType<typeof readSummary>, findings: readonly string[]): Told {
  for (const [level, count] of Object.entries(counts)) {
    const word = level === 'not determined' ? 'unknown' : level
    const found = findings.filter(f => f.startsWith(`${word} `)).length
    if (found !== count) throw new Error(`${count} of ${level} announced, ${found} shown`)
  }
  return {verdict, exitCode, findings: [...findings].sort()}
}

function readShort(text: string): Told {
  const [first = '', ...lines] = text.trimEnd().split('\n')
  return withCounts(
    readSummary(first.replace(/^[a-z-]+: /, '')),
    lines.map(line => line.split(/ +/).slice(0, 2).join(' ')),
  )
}

/** As the runner takes workflow commands apart: `::name key=value,key=value::message`. */
export function readCommands(text: string) {
  const decode = (value: string) => value.replace(/%([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)))
  return text
    .split('\n')
    .slice(0, -1)
    .map(line => {
      const [, name = '', given = '', message = ''] = /^::([a-z]+)(?: ([^:]*))?::(.*)$/.exec(line) ?? []
      if (name === '') throw new Error(`no workflow command: ${line}`)
      const pairs = given.split(',').map(p => [p.slice(0, p.indexOf('=')), decode(p.slice(p.indexOf('=') + 1))])
      return {name, properties: Object.fromEntries(pairs) as Record<string, string>, message: decode(message)}
    })
}

function readGithub(text: string): Told {
  const [result, ...annotations] = readCommands(text)
  const findings = annotations.map(({name, properties: {title = ''}}) => {
    const mark = /, (not determined|suppressed)\)$/.exec(title)?.[1]
    const level = mark === undefined ? name.replace('notice', 'info') : mark.replace('not determined', 'unknown')
    return `${level} ${title.split(' ')[0]}`
  })
  return withCounts(readSummary(result?.message ?? ''), findings)
}

interface Sarif {
  readonly runs: readonly {
    readonly invocations: readonly {readonly exitCode: number; readonly exitCodeDescription: string}[]
    readonly properties: {readonly verdict: string}
    readonly results: readonly {
      readonly ruleId: string
      readonly kind: string
      readonly level: string
      readonly suppressions?: readonly unknown[]
    }[]
  }[]
}

function readSarif(text: string): Told {
  const [run] = (JSON.parse(text) as Sarif).runs
  if (!run) throw new Error('no run')
  const findings = run.results.map(({ruleId, kind, level, suppressions}) => {
    if (suppressions) return `suppressed ${ruleId}`
    return `${kind === 'open' ? 'unknown' : level.replace('note', 'info')} ${ruleId}`
  })
  const told = withCounts(readSummary(run.invocations[0]?.exitCodeDescription ?? ''), findings)
  return {...told, verdict: run.properties.verdict, exitCode: run.invocations[0]?.exitCode ?? -1}
}

/** By a reader that pipelines use; it refuses XML that is not well-formed. */
export async function readTestCases(text: string) {
  const suites = (await parse(text)) as TestSuites
  const [suite]: readonly (TestSuite | undefined)[] = suites.testsuite ?? []
  if (!suite) throw new Error('no test suite')
  return {suites, suite, cases: suite.testcase ?? []}
}

async function readJunit(text: string): Promise<Told> {
  const {suites, suite, cases} = await readTestCases(text)
  const having = (part: 'failure' | 'error' | 'skipped') => cases.filter(c => c[part]).length
  for (const all of [suites, suite] as Record<string, unknown>[]) {
    const counted = {
      tests: cases.length,
      failures: having('failure'),
      errors: having('error'),
      skipped: having('skipped'),
    }
    const said = {tests: all.tests, failures: all.failures, errors: all.errors, skipped: all.skipped}
    if (JSON.stringify(said) !== JSON.stringify(counted)) throw new Error(`counts ${JSON.stringify({said, counted})}`)
  }
  const property = (name: string) => String(suite.properties?.find(p => p.name === name)?.value)
  const told = withCounts(readSummary(property('summary')), cases.flatMap(findingsOfCase))
  const exitCode = having('failure') > 0 ? 1 : having('error') > 0 ? 3 : 0
  if (Number(property('exitCode')) !== told.exitCode) throw new Error('two exit codes')
  return {...told, verdict: property('verdict'), exitCode}
}

function findingsOfCase({name, failure = [], error = [], 'system-out': said = []}: TestCase): readonly string[] {
  const texts = [...failure, ...error].map(d => d.inner ?? '').concat(said.map(s => (typeof s === 'string' ? s : '')))
  const levels = texts.flatMap(text => [...text.matchAll(/^(error|warning|info|unknown|suppressed) /gm)])
  return levels.map(m => `${m[1]} ${name}`)
}

/** Series of the text format: name, labels, value. */
export function readSeries(text: string) {
  const seen = new Set<string>()
  return text
    .trimEnd()
    .split('\n')
    .filter(line => !line.startsWith('#'))
    .map(line => {
      const [, name = '', labels = '', value] = /^([a-z_]+)(?:\{(.*)\})? (-?\d+)$/s.exec(line) ?? []
      if (name === '' || seen.has(`${name}${labels}`)) throw new Error(`no series, or a second one: ${line}`)
      seen.add(`${name}${labels}`)
      const pairs = [...labels.matchAll(/([a-z]+)="((?:[^"\\]|\\.)*)"/gs)]
      const decode = (v: string) => v.replace(/\\(.)/gs, (_, c) => (c === 'n' ? '\n' : c))
      const found = pairs.map(m => [m[1], decode(m[2] ?? '')])
      return {name, labels: Object.fromEntries(found) as Record<string, string>, value: Number(value)}
    })
}

function readPrometheus(text: string): Told {
  const series = readSeries(text)
  const of = (name: string) => series.filter(s => s.name === `scheduler_doctor_${name}`)
  const holding = of('verdict').filter(s => s.value === 1)
  if (holding.length !== 1) throw new Error('not one verdict')
  const findings = of('findings').flatMap(({labels, value}) => {
    const level = labels.status === 'unknown' ? 'unknown' : labels.severity
    return Array.from({length: value}, () => `${level} ${labels.check}`)
  })
  const suppressed = of('suppressed_findings').flatMap(({labels, value}) =>
    Array.from({length: value}, () => `suppressed ${labels.check}`),
  )
  return {
    verdict: holding[0]?.labels.verdict ?? '',
    exitCode: of('exit_code')[0]?.value ?? -1,
    findings: [...findings, ...suppressed].sort(),
  }
}
