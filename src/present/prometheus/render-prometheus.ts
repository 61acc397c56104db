import {levelOf} from '../../report/count-findings.ts'
import type {Report, Verdict} from '../../report/types.ts'
import type {ReportView} from '../report-view.ts'
import {type Gauge, renderExposition, type Sample} from './exposition.ts'

const verdicts: readonly Verdict[] = ['healthy', 'at-risk', 'broken', 'unknown']

/** For the textfile collector of node_exporter. Every series has the command, so that several files go together. */
export function renderPrometheus({report, checks, at}: Pick<ReportView, 'report' | 'checks' | 'at'>): string {
  const command = report.command
  const one = (value: number): readonly Sample[] => [{labels: {command}, value}]
  const gauges: readonly Gauge[] = [
    {
      name: 'scheduler_doctor_last_run_timestamp_seconds',
      help: 'When doctor last came to a result.',
      samples: one(Math.floor(at.getTime() / 1000)),
    },
    {
      name: 'scheduler_doctor_exit_code',
      help: 'Exit code of doctor: 0 fine, 1 findings, 3 could not determine.',
      samples: one(report.exitCode),
    },
    {
      name: 'scheduler_doctor_verdict',
      help: '1 for the verdict that holds, 0 for the others.',
      samples: verdicts.map(verdict => ({labels: {command, verdict}, value: verdict === report.verdict ? 1 : 0})),
    },
    {
      name: 'scheduler_doctor_cause',
      help: 'The check that explains the outage; no series when nothing is broken.',
      samples: report.cause === null ? [] : [{labels: {command, check: report.cause}, value: 1}],
    },
    {
      name: 'scheduler_doctor_leader_present',
      help: '1 when a leader was seen, 0 when servers were asked and nobody leads; no series when it is not known.',
      samples: leaderOf(report).flatMap(one),
    },
    {
      name: 'scheduler_doctor_findings',
      help: 'Findings by check, severity and status; status "unknown" is a question that stayed open.',
      samples: findingSamples(report, checks),
    },
    {
      name: 'scheduler_doctor_suppressed_findings',
      help: 'Findings that were suppressed, by check.',
      samples: countBy(report.findings.filter(f => f.suppressed).map(f => ({command, check: f.check}))),
    },
  ]
  return renderExposition(gauges)
}

function leaderOf({facts}: Report): readonly number[] {
  const leader = (facts.cluster as {readonly leader?: unknown} | undefined)?.leader
  return leader === 'present' ? [1] : leader === 'missing' ? [0] : []
}

/** Also the zeroes of the checks that ran: an alert must not lose its series when a finding goes away. */
function findingSamples({command, findings, checks: results}: Report, checks: ReportView['checks']): readonly Sample[] {
  const found = findings
    .filter(f => levelOf(f) !== 'suppressed')
    .map(f => ({command, check: f.check, severity: f.severity, status: f.status}))
  const ran = results.filter(r => r.status === 'pass' || r.status === 'fail').map(r => r.check)
  const zeroes = checks
    .filter(c => ran.includes(c.id) && !found.some(f => f.check === c.id))
    .map(c => ({labels: {command, check: c.id, severity: c.severity, status: 'fail'}, value: 0}))
  return [...countBy(found), ...zeroes]
}

function countBy(all: readonly Readonly<Record<string, string>>[]): readonly Sample[] {
  const counted = new Map<string, {labels: Readonly<Record<string, string>>; value: number}>()
  for (const labels of all) {
    const key = JSON.stringify(labels)
    counted.set(key, {labels, value: (counted.get(key)?.value ?? 0) + 1})
  }
  return [...counted.values()]
}
