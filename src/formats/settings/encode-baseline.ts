import type {BaselineEntry} from './types.ts'

/** One line a finding, sorted, so that a change of the file reads well in review. */
export function encodeBaseline(command: string, findings: readonly BaselineEntry[]): string {
  const lines = findings
    .map(({fingerprint, check, subject, severity}) => JSON.stringify({check, subject, severity, fingerprint}))
    .sort()
  const list = lines.length === 0 ? '[]' : `[\n    ${lines.join(',\n    ')}\n  ]`
  return `{\n  "schemaVersion": 1,\n  "command": ${JSON.stringify(command)},\n  "findings": ${list}\n}\n`
}
