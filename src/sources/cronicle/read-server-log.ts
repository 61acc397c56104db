import type {CronicleLog} from '../../case/cronicle.ts'
import {CronicleLogCollector} from '../../formats/cronicle/collect-log.ts'
import {LineSplitter} from '../evidence/split-lines.ts'
import type {ServerFiles} from './server-files.ts'

/** The end of a log, reduced to the lines that the dictionary knows; null when there is no such file. */
export async function readServerLog(
  files: ServerFiles,
  path: string,
  columns: readonly string[] | undefined,
): Promise<{readonly log: CronicleLog} | {readonly problem: string} | null> {
  const tail = await files.tail(path)
  if ('absent' in tail) return null
  if ('problem' in tail) return {problem: tail.problem}
  const collector = new CronicleLogCollector(columns)
  const splitter = new LineSplitter(line => collector.add(line))
  for (const chunk of tail.chunks) splitter.push(chunk)
  splitter.end()
  return {log: collector.finish(files.shown(path), 'file', tail.truncated)}
}
