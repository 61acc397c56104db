import type {CronicleCase} from '../../case/cronicle.ts'
import {decodeAddProblem} from '../../formats/cronicle/decode-add-problem.ts'
import type {Course, CourseHit} from './course.ts'
import type {FailedAdd, Quote, Typed} from './types.ts'

/** A name that was typed and the worker that answered, as the primary's log shows it. */
export interface LoggedAdd {
  readonly typed: Typed
  readonly quote: Quote
  readonly run: number
  /** null when nothing says that the worker answered. */
  readonly answered: {readonly hostname: string; readonly ip: string | null; readonly quote: Quote} | null
}

/** An answer takes 8 s at most (lib/api/admin.js). */
const patience = 9

/** Requests and what followed each before the next one. Debug level 9 writes the request, level 4 the answer. */
export function loggedAdds(course: Course): readonly LoggedAdd[] {
  const adds: LoggedAdd[] = []
  let open: CourseHit | null = null
  const close = (answer: CourseHit | null) => {
    if (open === null) return
    const {groups, quote, run} = open
    adds.push({
      typed: {host: groups.host ?? '', port: portOf(groups)},
      quote,
      run,
      answered: answer && answeredBy(answer),
    })
    open = null
  }
  for (const hit of course.hits) {
    if (hit.entry === 'add-requested') {
      close(null)
      open = hit
    } else if (hit.entry === 'add-answered') {
      const late = open !== null && (hit.at ?? 0) - ((open as CourseHit).at ?? 0) > patience
      close(late ? null : hit)
    }
  }
  close(null)
  return adds
}

function answeredBy({groups, line, quote}: CourseHit): LoggedAdd['answered'] {
  return {hostname: line.data.hostname ?? groups.worker ?? '', ip: line.data.ip ?? null, quote}
}

function portOf(groups: Readonly<Record<string, string>>): number | null {
  if (groups.port !== undefined) return Number(groups.port)
  return groups.scheme === 'https' ? 443 : 80
}

/**
 * Refused adds from saved answers. An answer does not say which name was typed; its own sentence, the last unanswered
 * request of the log, or the only name the operator gave does. A refusal that the log's last add has overtaken is
 * left out.
 */
export function failedAdds(c: CronicleCase, logged: readonly LoggedAdd[]): readonly FailedAdd[] {
  const last = logged.at(-1)
  const overtaken = last !== undefined && last.answered !== null
  const refused = c.answers.flatMap(a =>
    (a.call === 'add_server' || a.call === 'check_add_server') &&
    a.outcome.code !== '0' &&
    a.outcome.description !== null
      ? [{description: a.outcome.description, source: a.source}]
      : [],
  )
  return refused.flatMap(({description, source}): readonly FailedAdd[] => {
    const problem = decodeAddProblem(description)
    const named = namedIn(problem)
    if (overtaken && (named === null || named === last.typed.host)) return []
    const unanswered = logged.findLast(l => l.answered === null && (named === null || l.typed.host === named))
    const [only, ...more] = c.typedNames
    const typed = unanswered?.typed ?? typedOf(named ?? (more.length === 0 ? (only ?? null) : null))
    const worked = logged.find(l => l.answered !== null && typed !== null && sameTarget(l.typed, typed))
    return [{problem, typed, quote: {source, value: description}, workedBefore: worked?.answered?.quote ?? null}]
  })
}

function namedIn(problem: FailedAdd['problem']): string | null {
  if (problem.kind === 'name-unknown') return problem.name
  if (problem.kind === 'refused') return /host: (\S+)$/.exec(problem.words)?.[1] ?? null
  return 'host' in problem ? problem.host : null
}

function typedOf(host: string | null): Typed | null {
  return host === null ? null : {host, port: null}
}

function sameTarget(a: Typed, b: Typed): boolean {
  return a.host.toLowerCase() === b.host.toLowerCase() && (a.port === null || b.port === null || a.port === b.port)
}

/** The last try under each name, where the log does not show that a worker answered it. */
export function unansweredAdds(logged: readonly LoggedAdd[]): readonly LoggedAdd[] {
  const run = Math.max(...logged.map(l => l.run))
  return logged.filter((l, i) => {
    const later = logged.slice(i + 1).some(o => o.typed.host === l.typed.host)
    return l.answered === null && l.run === run && !later
  })
}
