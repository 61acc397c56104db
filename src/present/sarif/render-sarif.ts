import {fileUri} from '../file-uri.ts'
import {toJson} from '../json.ts'
import type {ReportView} from '../report-view.ts'
import {summarise} from '../summarise.ts'
import {resultsOf, sourceRootId} from './results.ts'
import {rulesOf} from './rules.ts'

/** SARIF 2.1.0 (OASIS, errata 01): one run, a result a finding, a rule a check. */
export function renderSarif(view: ReportView): string {
  const {report, homepage, sourceRoot} = view
  const rules = rulesOf(view)
  return toJson({
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'scheduler-doctor',
            semanticVersion: report.tool.version,
            ...(homepage !== null && {informationUri: homepage}),
            rules,
          },
        },
        automationDetails: {id: `scheduler-doctor/${report.command}/`},
        // Columns are counted in the units of a JavaScript string.
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: {[sourceRootId]: {uri: fileUri(`${sourceRoot.replace(/\/+$/, '')}/`)}},
        invocations: [
          {
            executionSuccessful: report.verdict !== 'unknown',
            exitCode: report.exitCode,
            exitCodeDescription: summarise(report),
          },
        ],
        results: resultsOf(view, rules),
        properties: {verdict: report.verdict, cause: report.cause, failLevel: report.failLevel},
      },
    ],
  })
}
