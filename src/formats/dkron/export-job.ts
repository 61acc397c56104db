import type {StoredJob, StoredNullableTime} from './proto/messages.ts'
import {formatTimestamp, timeOf} from './timestamp.ts'

/** A job as Dkron's API takes and shows it (dkron/job.go `Job`), its fields in the same order, without `next`. */
export interface ExportedJob {
  readonly id: string
  readonly name: string
  readonly parent_job: string
  readonly [field: string]: unknown
}

/**
 * One job for `POST /v1/restore`: plain JSON without bigint. `next` is left out, every start computes it anew.
 * `dependent_jobs` is null: Dkron fills it from `parent_job`, and with a list sent along the dependent job would run
 * twice. A time outside the years 1 to 9999 becomes null and is told to `onLoss`, as is text that is no valid UTF-8.
 */
export function exportJob(job: StoredJob, onLoss: (loss: string) => void): ExportedJob {
  const time = (field: string, value: StoredNullableTime | null): string | null => {
    const stored = timeOf(value)
    const text = stored === null ? null : formatTimestamp(stored)
    if (stored !== null && text === null) onLoss(`${field} is no time a calendar has: set to null`)
    return text
  }
  const exported = {
    id: job.name,
    name: job.name,
    displayname: job.displayname,
    timezone: job.timezone,
    schedule: job.schedule,
    owner: job.owner,
    owner_email: job.owner_email,
    success_count: job.success_count,
    error_count: job.error_count,
    last_success: time('last_success', job.last_success),
    last_error: time('last_error', job.last_error),
    disabled: job.disabled,
    tags: textsOrNull(job.tags),
    metadata: textsOrNull(job.metadata),
    retries: job.retries,
    dependent_jobs: null,
    parent_job: job.parent_job,
    processors: Object.fromEntries(sorted(job.processors).map(([name, plugin]) => [name, texts(plugin?.config)])),
    concurrency: job.concurrency,
    executor: job.executor,
    executor_config: textsOrNull(job.executor_config),
    status: job.status,
    ephemeral: job.ephemeral,
    starts_at: time('starts_at', job.starts_at),
    expires_at: time('expires_at', job.expires_at),
  }
  if (holdsDamagedText(exported)) onLoss('some text is no valid UTF-8: U+FFFD stands in its place')
  return exported
}

function textsOrNull(map: ReadonlyMap<string, string>): Record<string, string> | null {
  return map.size === 0 ? null : texts(map)
}

function texts(map: ReadonlyMap<string, string> = new Map()): Record<string, string> {
  return Object.fromEntries(sorted(map))
}

/** Go writes the keys of a map in order. */
function sorted<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1))
}

/** U+FFFD is what bytes that are no UTF-8 were decoded to; half a surrogate pair becomes it when Go reads the file. */
function holdsDamagedText(value: object): boolean {
  let damaged = false
  JSON.stringify(value, (key, item) => {
    damaged ||= damagedText.test(key) || (typeof item === 'string' && damagedText.test(item))
    return item
  })
  return damaged
}

const damagedText = /[\ufffd\p{Surrogate}]/u
