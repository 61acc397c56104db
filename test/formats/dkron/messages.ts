import {BinaryWriter} from '@bufbuild/protobuf/wire'
import type {StoredExecution, StoredJob} from '../../../src/formats/dkron/proto/messages.ts'

/** A job with nothing set but what is given. */
export function jobOf(fields: Partial<StoredJob>): StoredJob {
  return {
    name: 'hello',
    timezone: '',
    schedule: '@every 5s',
    owner: '',
    owner_email: '',
    success_count: 0,
    error_count: 0,
    disabled: false,
    tags: new Map(),
    retries: 0,
    dependent_jobs: [],
    parent_job: '',
    concurrency: 'allow',
    executor: 'shell',
    executor_config: new Map(),
    status: '',
    metadata: new Map(),
    next: null,
    displayname: '',
    last_success: null,
    last_error: null,
    processors: new Map(),
    ephemeral: false,
    expires_at: null,
    starts_at: null,
    ...fields,
  }
}

export function executionOf(fields: Partial<StoredExecution>): StoredExecution {
  return {
    job_name: 'hello',
    success: true,
    output: new Uint8Array(0),
    node_name: 'n1',
    group: 1_700_000_000_123_456_789n,
    attempt: 1,
    started_at: {seconds: 1_700_000_000n, nanos: 0},
    finished_at: {seconds: 1_700_000_001n, nanos: 0},
    ...fields,
  }
}

/** `SetJob` of a job with a name, a schedule and, if given, a parent and dependents. */
export function setJobCommand(
  name: string,
  schedule: string,
  parent = '',
  dependents: readonly string[] = [],
): Uint8Array {
  const writer = new BinaryWriter().tag(1, 2).string(name).tag(3, 2).string(schedule)
  for (const dependent of dependents) writer.tag(14, 2).string(dependent)
  if (parent !== '') writer.tag(15, 2).string(parent)
  return command(0, writer.finish())
}

export function deleteJobCommand(name: string): Uint8Array {
  return command(1, new BinaryWriter().tag(1, 2).string(name).finish())
}

export function command(type: number, body: Uint8Array): Uint8Array {
  return Uint8Array.of(type, ...body)
}
