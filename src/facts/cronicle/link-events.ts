import type {ActivityRow} from '../../case/cronicle-answers.ts'
import {entryOf} from '../../formats/cronicle/log-dictionary.ts'
import type {Course} from './course.ts'
import type {Quote} from './types.ts'

/** One thing that happened between primary and worker. */
export interface LinkEvent {
  readonly kind:
    | 'added'
    | 'taken'
    | 'connected'
    | 'enabled'
    | 'disabled'
    | 'failed'
    | 'lost'
    | 'rejected'
    | 'clock'
    | 'removed'
  readonly worker: string
  /** Seconds since 1970; rows of the activity log have whole ones. */
  readonly at: number
  /** Words of a failure or rejection, seconds of a clock. */
  readonly words: string | null
  readonly lastRun: boolean
  readonly quote: Quote
}

const kinds: Readonly<Record<string, LinkEvent['kind']>> = {
  'add-answered': 'added',
  'worker-taken': 'taken',
  connected: 'connected',
  enabled: 'enabled',
  disabled: 'disabled',
  'connect-failed': 'failed',
  'connect-timeout': 'failed',
  lost: 'lost',
  rejected: 'rejected',
  'clock-off': 'clock',
  removed: 'removed',
}

const actions: Readonly<Record<string, LinkEvent['kind']>> = {
  server_add: 'taken',
  server_remove: 'removed',
  server_enable: 'enabled',
  server_disable: 'disabled',
}

/** Rows and lines of one event differ by what it took to write them. Seconds. */
const sameMoment = 1.6

/**
 * What the primary's log says, and what only its activity log says: that one is written at any debug level, in whole
 * seconds.
 *
 * @param rows with where each stands; newest first as Cronicle keeps them
 */
export function linkEvents(
  course: Course,
  rows: readonly {readonly row: ActivityRow; readonly source: string}[],
): readonly LinkEvent[] {
  const ofLog = course.hits.flatMap((hit): readonly LinkEvent[] => {
    const kind = kinds[hit.entry]
    const {worker} = hit.groups
    if (kind === undefined || worker === undefined || hit.at === null) return []
    const words =
      hit.groups.error ??
      hit.groups.reason ??
      hit.groups.seconds ??
      (hit.entry === 'connect-timeout' ? 'timeout' : null)
    return [{kind, worker, at: hit.at, words, lastRun: hit.run === course.lastRun, quote: hit.quote}]
  })
  const begin = rows.find(({row}) => row.action === 'server_master')?.row.epoch ?? 0
  // Whole seconds: of equal ones the later row stands above.
  const ofActivity = [...rows].reverse().flatMap(({row, source}): readonly LinkEvent[] => {
    const event = eventOf(row, source, row.epoch >= begin)
    if (event === null) return []
    const known = ofLog.some(
      e => e.kind === event.kind && e.worker === event.worker && Math.abs(e.at - event.at) < sameMoment,
    )
    return known ? [] : [event]
  })
  return [...ofLog, ...ofActivity].sort((a, b) => a.at - b.at)
}

function eventOf(row: ActivityRow, source: string, lastRun: boolean): LinkEvent | null {
  const time = `${new Date(Math.floor(row.epoch) * 1000).toISOString().slice(0, 19)}Z`
  const kind = actions[row.action]
  if (kind !== undefined && row.hostname !== null) {
    const quote = {source, value: `${time} ${row.action} ${row.hostname}`}
    return {kind, worker: row.hostname, at: row.epoch, words: null, lastRun, quote}
  }
  const told = row.description === null ? null : entryOf(row.description)?.hit
  const ofError = told && kinds[told.entry]
  if (!told || ofError === undefined || ofError === null || told.groups.worker === undefined) return null
  const words = told.groups.reason ?? told.groups.seconds ?? null
  const quote = {source, value: `${time} ${row.description ?? ''}`}
  return {kind: ofError, worker: told.groups.worker, at: row.epoch, words, lastRun, quote}
}
