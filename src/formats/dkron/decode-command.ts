import {isProblem, type Problem} from './problem.ts'
import {decodeMessage} from './proto/decode-message.ts'
import {
  deleteJobRequestSchema,
  executionDoneRequestSchema,
  executionSchema,
  jobSchema,
  type StoredExecution,
  type StoredJob,
} from './proto/messages.ts'
import {isUnfinished} from './timestamp.ts'

/**
 * One command of Dkron's state machine: the Data of a log entry of type Command, a type byte before one protobuf
 * message (dkron/fsm.go `MessageType`).
 */
export type DkronCommand =
  | {readonly name: 'SetJob'; readonly job: StoredJob}
  | {readonly name: 'DeleteJob'; readonly jobName: string}
  | {readonly name: 'SetExecution'; readonly execution: StoredExecution}
  | {readonly name: 'ExecutionDone'; readonly execution: StoredExecution}
  /** Type 3, which no release applies, and types only the commercial build knows: Dkron passes over them. */
  | {readonly name: 'Ignored'; readonly type: number}

/** Decodes the Data of a Command entry. Never throws. */
export function decodeCommand(data: Uint8Array): DkronCommand | Problem {
  const type = data[0]
  if (type === undefined) return {problem: 'empty command: Dkron would panic on it'}
  const decoded = decodeBody(type, data.subarray(1))
  return isProblem(decoded) ? {problem: `command of type ${type}: ${decoded.problem}`} : decoded
}

function decodeBody(type: number, body: Uint8Array): DkronCommand | Problem {
  switch (type) {
    case 0: {
      const job = decodeMessage(jobSchema, body)
      return isProblem(job) ? job : {name: 'SetJob', job}
    }
    case 1: {
      const request = decodeMessage(deleteJobRequestSchema, body)
      return isProblem(request) ? request : {name: 'DeleteJob', jobName: request.job_name}
    }
    case 2: {
      const execution = decodeMessage(executionSchema, body)
      return isProblem(execution) ? execution : {name: 'SetExecution', execution}
    }
    case 4: {
      const request = decodeMessage(executionDoneRequestSchema, body)
      if (isProblem(request)) return request
      if (request.execution === null) return {problem: 'no execution in it'}
      return {name: 'ExecutionDone', execution: request.execution}
    }
    default:
      return {name: 'Ignored', type}
  }
}

/** One line for a list of log entries, e.g. `SetJob "hello" schedule "@every 5s"`. */
export function describeCommand(command: DkronCommand | Problem): string {
  if (isProblem(command)) return `undecodable: ${command.problem}`
  switch (command.name) {
    case 'SetJob':
      return `SetJob ${quote(command.job.name)} ${describeTrigger(command.job)}`
    case 'DeleteJob':
      return `DeleteJob ${quote(command.jobName)}`
    case 'SetExecution':
    case 'ExecutionDone':
      return `${command.name} ${quote(command.execution.job_name)} on ${plain(command.execution.node_name)}, ${outcomeOf(command.execution)}`
    case 'Ignored':
      return command.type === 3 ? 'DeleteExecutions (applied by no release)' : `unknown command type ${command.type}`
  }
}

function describeTrigger(job: StoredJob): string {
  const trigger = job.parent_job === '' ? `schedule ${quote(job.schedule)}` : `after ${quote(job.parent_job)}`
  return job.disabled ? `${trigger}, disabled` : trigger
}

function outcomeOf(execution: StoredExecution): string {
  if (isUnfinished(execution.finished_at)) return 'started'
  return execution.success ? 'success' : 'failed'
}

const longest = 60

/** Quoted and kept to one line, so that text out of a damaged log can do nothing to a terminal. */
function quote(text: string): string {
  const shown = text.length > longest ? `${text.slice(0, longest)}…` : text
  return JSON.stringify(shown).replaceAll(/[\u007f-\u009f]/g, escapeControl)
}

function plain(text: string): string {
  return /^[\w.:-]{1,253}$/.test(text) ? text : quote(text)
}

function escapeControl(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
