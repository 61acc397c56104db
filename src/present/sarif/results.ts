import {levelOf} from '../../report/count-findings.ts'
import type {Evidence, Finding, ReportPlace} from '../../report/types.ts'
import {uriFrom} from '../file-uri.ts'
import type {ReportView} from '../report-view.ts'
import {levels, type Rule} from './rules.ts'

/** Base that relative URIs of the document count from. */
export const sourceRootId = 'SRCROOT'

/** The findings as results (SARIF 2.1.0, 3.27), in their order. */
export function resultsOf(view: ReportView, rules: readonly Rule[]): readonly object[] {
  return view.report.findings.map(finding => resultOf(finding, view, rules))
}

function resultOf(finding: Finding, view: ReportView, rules: readonly Rule[]): object {
  const {check, subject, message, evidence, place, fingerprint, suppressed} = finding
  const ruleIndex = rules.findIndex(r => r.id === check)
  const open = finding.status === 'unknown'
  return {
    ruleId: check,
    ...(ruleIndex !== -1 && {ruleIndex}),
    kind: open ? 'open' : 'fail',
    // 3.27.10: a result that is no failure has no level.
    level: open ? 'none' : levels[finding.severity],
    message: {text: message},
    locations: [
      {
        ...(place && {physicalLocation: physicalLocation(place, view)}),
        logicalLocations: [{name: subject, kind: 'resource'}],
      },
    ],
    relatedLocations: evidence.flatMap((e, i) => relatedLocation(e, i, view)),
    partialFingerprints: {'schedulerDoctorFinding/v1': fingerprint},
    ...(suppressed && {suppressions: [{kind: 'external', status: 'accepted', justification: suppressed.reason}]}),
    properties: {
      level: levelOf(finding),
      severity: finding.severity,
      subject,
      confidence: finding.confidence,
      consequenceOf: finding.consequenceOf,
      evidence: evidence.map(({source, value}) => ({source, value})),
      repairs: finding.repairs,
      advice: finding.advice,
      ...(suppressed && {suppressedUntil: suppressed.until}),
    },
  }
}

function physicalLocation({file, line, column}: ReportPlace, view: ReportView): object {
  const {uri, relative} = uriFrom(file, view)
  return {
    artifactLocation: {uri, ...(relative && {uriBaseId: sourceRootId})},
    ...(line !== undefined && {region: {startLine: line, ...(column !== undefined && {startColumn: column})}}),
  }
}

function relatedLocation({source, value, place}: Evidence, id: number, view: ReportView): readonly object[] {
  if (place === undefined) return []
  return [{id, physicalLocation: physicalLocation(place, view), message: {text: `${source}: ${value}`}}]
}
