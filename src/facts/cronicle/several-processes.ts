import type {StatusSeen} from './answer-owners.ts'
import type {SeveralProcesses} from './types.ts'

/** A worker that was restarted between two saved answers is younger than this. Seconds. */
const young = 60
/** `uptime` is a whole number. Seconds. */
const rounding = 2

/**
 * Different processes behind one address: answers that came over one way one after the other and name several pids or
 * hostnames. A worker that was restarted meanwhile changes once, and is no older then than the time between the answers.
 */
export function severalIn(seen: readonly StatusSeen[]): SeveralProcesses | null {
  for (const series of new Set(seen.map(s => s.series))) {
    const answers = seen.filter(s => s.series === series)
    const names = answers.map(nameOf)
    const distinct = [...new Set(names)]
    if (distinct.length < 2) continue
    const changes = names.filter((name, i) => i > 0 && name !== names[i - 1]).length
    if (changes > 1 || !isRestarted(answers)) return {processes: distinct, quotes: answers.map(a => a.quote)}
  }
  return null
}

/** Of answers that change once: the newer process can have begun after the older one's last answer. */
function isRestarted(answers: readonly StatusSeen[]): boolean {
  const newer = answers.at(-1)
  if (newer === undefined || newer.value.uptime === null) return false
  const older = answers.findLast(a => nameOf(a) !== nameOf(newer))
  const between =
    newer.receivedAt === null || older === undefined || older.receivedAt === null
      ? young
      : newer.receivedAt - older.receivedAt + rounding
  return newer.value.uptime < Math.min(young, between)
}

function nameOf({value}: StatusSeen): string {
  return `${value.hostname}, pid ${value.pid ?? 'unknown'}`
}
