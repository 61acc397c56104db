import type {ServerLog} from '../../case/case.ts'
import {LogCollector} from './collect-log.ts'

/**
 * The lines that matter of a log held in one text: `docker logs` with or without times, `docker compose logs` of
 * one service, the json-file driver's file, journal text. `server` is left null: the text does not say it. Never
 * throws.
 */
export function decodeLog(text: string, source: string): ServerLog {
  const collector = new LogCollector()
  let start = 0
  while (start < text.length) {
    const end = text.indexOf('\n', start)
    collector.add(text.slice(start, end === -1 ? text.length : end))
    start = end === -1 ? text.length : end + 1
  }
  return collector.finish(source, null)
}
