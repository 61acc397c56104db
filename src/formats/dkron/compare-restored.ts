/** A job as an export has it, or as `/v1/jobs` shows it. */
export interface RestoredJob {
  readonly name: string
  readonly [field: string]: unknown
}

/**
 * What a restore works out anew, or what a run between restore and look changes. `id` is the name in an export, and
 * Dkron makes up another one.
 */
const notCompared = ['id', 'next', 'status', 'dependent_jobs', 'last_success', 'last_error']
const counters = ['success_count', 'error_count']

/**
 * How jobs differ from what was restored, one sentence a job. A field that the release does not show is not compared;
 * counters may have grown. Dependent jobs are seen by the parents, which have to know each of them once.
 */
export function differencesOf(exported: readonly RestoredJob[], shown: readonly RestoredJob[]): readonly string[] {
  const byName = new Map(shown.map(job => [job.name, job]))
  return exported.flatMap(job => {
    const now = byName.get(job.name)
    if (now === undefined) return [`job "${job.name}" is missing`]
    const fields = Object.keys(job).filter(field => field in now && !notCompared.includes(field))
    const differing = fields.filter(field => !isSame(field, job[field], now[field]))
    const children = exported.filter(other => other.parent_job === job.name).map(other => other.name)
    const wrong = isSameSet(children, (now.dependent_jobs as string[] | null) ?? []) ? [] : ['dependent_jobs']
    const all = [...differing, ...wrong]
    return all.length === 0 ? [] : [`job "${job.name}" differs in ${all.join(', ')}`]
  })
}

function isSame(field: string, exported: unknown, shown: unknown): boolean {
  if (counters.includes(field)) return Number(shown) >= Number(exported)
  return JSON.stringify(plain(exported)) === JSON.stringify(plain(shown))
}

const isSameSet = (a: readonly string[], b: readonly string[]): boolean =>
  JSON.stringify([...a].sort()) === JSON.stringify([...b].sort())

/** Go shows an empty map or list as such or as null; keys in an order of their own. */
function plain(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.length === 0 ? null : value.map(plain)
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return entries.length === 0 ? null : entries.map(([key, item]) => [key, plain(item)])
}
