import {failsReport, levelOf} from '../../report/count-findings.ts'
import type {CheckResult, Finding, Report} from '../../report/types.ts'
import type {ReportView} from '../report-view.ts'
import {summarise} from '../summarise.ts'
import {type Element, renderXml} from './xml.ts'

/**
 * A test case a check. `failure`: findings at or above the fail level, so that a pipeline is red exactly when the exit
 * code says so; those below it stand in `system-out`. `error`: a question that had to stay open.
 */
export function renderJunit({report, at}: ReportView): string {
  const cases = report.checks.map(check => testCase(check, report))
  const having = (name: string) => cases.filter(c => c.children?.some(child => child.name === name)).length
  const counts = {
    tests: cases.length,
    failures: having('failure'),
    errors: having('error'),
    skipped: having('skipped'),
    time: 0,
  }
  const name = `doctor ${report.command}`
  const suite: Element = {
    name: 'testsuite',
    attributes: {name, ...counts, timestamp: at.toISOString().slice(0, 19)},
    children: [
      {
        name: 'properties',
        children: [
          property('verdict', report.verdict),
          property('cause', report.cause ?? ''),
          property('exitCode', String(report.exitCode)),
          property('summary', summarise(report)),
        ],
      },
      ...cases,
    ],
  }
  return renderXml({name: 'testsuites', attributes: {name, ...counts}, children: [suite]})
}

function property(name: string, value: string): Element {
  return {name: 'property', attributes: {name, value}}
}

function testCase(check: CheckResult, report: Report): Element {
  const findings = report.findings.filter(f => f.check === check.check)
  const place = findings.find(f => f.place !== undefined)?.place
  return {
    name: 'testcase',
    attributes: {
      name: check.check,
      classname: `doctor.${report.command}`,
      time: 0,
      file: place?.file,
      line: place?.line,
    },
    children: outcomeOf(check, findings, report),
  }
}

function outcomeOf(check: CheckResult, findings: readonly Finding[], report: Report): readonly Element[] {
  const failing = findings.filter(f => failsReport(f, report))
  const open = findings.filter(f => levelOf(f) === 'unknown')
  const others = findings.filter(f => !failing.includes(f) && !open.includes(f))
  const said: Element[] = others.length > 0 ? [{name: 'system-out', text: others.map(describe).join('\n')}] : []
  if (failing[0]) return [outcome('failure', failing[0].severity, failing), ...said]
  if (open[0]) return [outcome('error', 'unknown', open), ...said]
  const [only] = others
  if (only && others.every(f => f.suppressed)) return [skipped(`suppressed: ${only.suppressed?.reason}`), ...said]
  if (check.status === 'skip') return [skipped(check.reason)]
  // Nothing depends on the answer, or the check would have made a finding of it.
  if (check.status === 'unknown') return [skipped(`not determined: ${check.reason}`)]
  return said
}

function outcome(name: 'failure' | 'error', type: string, findings: readonly Finding[]): Element {
  const message = findings.map(f => f.message).join('; ')
  return {name, attributes: {message, type}, text: findings.map(describe).join('\n')}
}

function skipped(message: string): Element {
  return {name: 'skipped', attributes: {message}}
}

/** `error server: what is wrong`, then what proves it and what helps. */
function describe(finding: Finding): string {
  const {subject, message, evidence, advice, check} = finding
  return [
    `${levelOf(finding)} ${subject}: ${message}`,
    ...evidence.map(e => `  ${e.source}: ${e.value}`),
    ...advice.map(sentence => `  ${sentence}`),
    `  doctor explain ${check}`,
  ].join('\n')
}
