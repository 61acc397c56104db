import type {StatusSeen} from './answer-owners.ts'
import type {SeveralProcesses} from './types.ts'

/** A worker that was restarted between two calls is younger than this. Seconds. */
const young = 60

/**
 * Different processes behind one address: answers that came over one way one after the other and name several pids or
 * hostnames. A worker that was restarted meanwhile changes once, and is young then.
 */
export function severalIn(seen: readonly StatusSeen[]): SeveralProcesses | null {
  for (const series of new Set(seen.map(s => s.series))) {
    const answers = seen.filter(s => s.series === series)
    const names = answers.map(nameOf)
    const distinct = [...new Set(names)]
    if (distinct.length < 2) continue
    const changes = names.filter((name, i) => i > 0 && name !== names[i - 1]).length
    const last = answers.at(-1)?.value
    const restarted = changes === 1 && last !== undefined && last.uptime !== null && last.uptime < young
    if (!restarted) return {processes: distinct, quotes: answers.map(a => a.quote)}
  }
  return null
}

function nameOf({value}: StatusSeen): string {
  return `${value.hostname}, pid ${value.pid ?? 'unknown'}`
}
