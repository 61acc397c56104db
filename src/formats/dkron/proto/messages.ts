import type {Message} from './schema.ts'

/**
 * The messages Dkron stores and logs (proto/types/v1/dkron.proto of 4.0.9; the numbers are the same in 2.x and 3.x,
 * where the file is plugin/types/dkron.proto).
 */

/** google.protobuf.Timestamp: seconds and nanoseconds since 1970 in UTC. */
const timestamp = {seconds: [1, 'int64'], nanos: [2, 'int32']} as const

/** Job.NullableTime: a time that counts only when `has_value`. */
const nullableTime = {has_value: [1, 'bool'], time: [2, {message: timestamp}]} as const

/** map<string, string>. */
const texts = {entries: {key: [1, 'string'], value: [2, 'string']}} as const

/** map<string, PluginConfig>. */
const plugins = {entries: {key: [1, 'string'], value: [2, {message: {config: [1, texts]}}]}} as const

/** Job. `ephemeral` and `expires_at` exist since 3.1.7, `starts_at` since 4.0.9. */
export const jobSchema = {
  name: [1, 'string'],
  timezone: [2, 'string'],
  schedule: [3, 'string'],
  owner: [7, 'string'],
  owner_email: [8, 'string'],
  success_count: [9, 'int32'],
  error_count: [10, 'int32'],
  disabled: [11, 'bool'],
  tags: [12, texts],
  retries: [13, 'uint32'],
  dependent_jobs: [14, 'strings'],
  parent_job: [15, 'string'],
  concurrency: [16, 'string'],
  executor: [17, 'string'],
  executor_config: [18, texts],
  status: [19, 'string'],
  metadata: [20, texts],
  next: [23, {message: timestamp}],
  displayname: [24, 'string'],
  last_success: [25, {message: nullableTime}],
  last_error: [26, {message: nullableTime}],
  processors: [27, plugins],
  ephemeral: [28, 'bool'],
  expires_at: [29, {message: nullableTime}],
  starts_at: [30, {message: nullableTime}],
} as const

/** Execution. `group` is the start of the first attempt in Unix nanoseconds, the same for all attempts and nodes. */
export const executionSchema = {
  job_name: [1, 'string'],
  success: [2, 'bool'],
  output: [3, 'bytes'],
  node_name: [4, 'string'],
  group: [5, 'int64'],
  attempt: [6, 'uint32'],
  started_at: [7, {message: timestamp}],
  finished_at: [8, {message: timestamp}],
} as const

export const deleteJobRequestSchema = {job_name: [1, 'string']} as const

export const executionDoneRequestSchema = {execution: [1, {message: executionSchema}]} as const

export type StoredTimestamp = Message<typeof timestamp>
export type StoredNullableTime = Message<typeof nullableTime>
export type StoredJob = Message<typeof jobSchema>
export type StoredExecution = Message<typeof executionSchema>
