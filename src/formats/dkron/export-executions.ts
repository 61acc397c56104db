import type {StoredExecution} from './proto/messages.ts'
import {type DkronState, executionsByStart} from './state.ts'
import {epoch, formatTimestamp, isUnfinished} from './timestamp.ts'

/**
 * All executions as lines of JSON, by job and start: the object of Dkron's API (dkron/execution.go `Execution`), with
 * `finished_at` null while it ran. `group` is an exact integer beyond 2^53: read the lines with a parser that keeps
 * it. Output that is no valid UTF-8 stands whole in `output_base64` besides.
 */
export function* exportExecutions(state: DkronState): Generator<string> {
  for (const [jobName, executions] of [...state.executions].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const [id, execution] of executionsByStart(executions)) yield executionLine(id, jobName, execution)
  }
}

function executionLine(id: string, jobName: string, execution: StoredExecution): string {
  const {finished_at: finished, output} = execution
  const fields: [string, unknown][] = [
    ['id', id],
    ['job_name', jobName],
    ['started_at', formatTimestamp(execution.started_at ?? epoch)],
    ['finished_at', isUnfinished(finished) ? null : formatTimestamp(finished ?? epoch)],
    ['success', execution.success],
    ['output', utf8.decode(output)],
    ['node_name', execution.node_name],
    ['group', execution.group],
    ['attempt', execution.attempt],
  ]
  if (!isUtf8(output)) fields.push(['output_base64', Buffer.from(output).toString('base64')])
  // JSON.stringify knows no bigint, and a string would no longer be what the API shows.
  const texts = fields.map(([name, value]) => `"${name}":${typeof value === 'bigint' ? value : JSON.stringify(value)}`)
  return `{${texts.join(',')}}\n`
}

const utf8 = new TextDecoder('utf-8', {ignoreBOM: true})
const strictUtf8 = new TextDecoder('utf-8', {ignoreBOM: true, fatal: true})

function isUtf8(bytes: Uint8Array): boolean {
  try {
    strictUtf8.decode(bytes)
    return true
  } catch {
    return false
  }
}
