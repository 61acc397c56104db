import type {StoredJob} from './proto/messages.ts'

/** Rules of dkron/job.go `Validate` that depend on nothing but the job. */
export type ValidationProblem = 'invalid-name' | 'own-parent' | 'no-schedule' | 'invalid-concurrency'

/**
 * The first rule the job breaks, in Dkron's order; null when it breaks none. Whether the schedule parses and the time
 * zone exists is not looked at: the API refuses such a job before it is logged.
 */
export function validationProblem(job: StoredJob): ValidationProblem | null {
  if (!/^[\p{Ll}0-9_-]+$/u.test(job.name)) return 'invalid-name'
  if (job.parent_job === job.name) return 'own-parent'
  if (job.schedule === '' && job.parent_job === '') return 'no-schedule'
  return ['', 'allow', 'forbid'].includes(job.concurrency) ? null : 'invalid-concurrency'
}
