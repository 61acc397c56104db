import type {CronicleLogLine} from '../../case/cronicle.ts'
import {identityEntries} from './log-entries/identity.ts'
import {linkEntries} from './log-entries/link.ts'
import type {CronicleLogEntry} from './log-entries/log-entry.ts'
import {setupEntries} from './log-entries/setup.ts'

/** Lines that tell something about who a server is and whether a worker is reached. */
export const cronicleLog: readonly CronicleLogEntry[] = [...identityEntries, ...linkEntries, ...setupEntries]

/** A line recognised by the dictionary. */
export interface CronicleHit {
  readonly entry: string
  readonly groups: Readonly<Record<string, string>>
}

/** Far above any line of the dictionary; a job's output may be one line of any size. */
const longest = 2000

/** The entry a message matches; they exclude one another. */
export function entryOf(message: string): {readonly entry: CronicleLogEntry; readonly hit: CronicleHit} | null {
  if (message.length > longest) return null
  for (const entry of cronicleLog) {
    const match = entry.pattern.exec(message)
    if (!match) continue
    const groups: Record<string, string> = {}
    for (const [name, value] of Object.entries(match.groups ?? {})) if (value !== undefined) groups[name] = value
    return {entry, hit: {entry: entry.name, groups}}
  }
  return null
}

export function hitOf(line: CronicleLogLine): CronicleHit | null {
  return entryOf(line.text)?.hit ?? null
}
