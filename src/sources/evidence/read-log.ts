import {createReadStream} from 'node:fs'
import type {ServerLog} from '../../case/case.ts'
import {LogCollector} from '../../formats/docker/collect-log.ts'
import {composeName} from '../../formats/docker/strip-prefixes.ts'
import {LineSplitter} from './split-lines.ts'

/**
 * A log file read as a stream, so that its size does not matter. Output of `docker compose logs` of several services
 * gives one log for each name it shows in front of the lines.
 *
 * @param server whose log it is, for lines without a name of their own
 * @throws what the stream throws
 */
export async function readLog(
  input: string | NodeJS.ReadableStream,
  source: string,
  server: string | null,
): Promise<readonly ServerLog[]> {
  const stream = typeof input === 'string' ? createReadStream(input, {highWaterMark: 256 * 1024}) : input
  const collectors = new Map<string | null, LogCollector>()
  let number = 0
  const splitter = new LineSplitter(line => {
    number++
    const name = composeName(line)
    let collector = collectors.get(name)
    if (collector === undefined) {
      // A line that happens to look like "word | …" must not make a log for each word.
      if (collectors.size >= mostNames) return
      collector = new LogCollector()
      collectors.set(name, collector)
    }
    collector.add(line, number)
  })
  for await (const chunk of stream as AsyncIterable<Uint8Array | string>) splitter.push(chunk)
  splitter.end()
  return [...collectors].map(([name, collector]) => collector.finish(source, name ?? server))
}

/** More services than one compose project runs. */
const mostNames = 64
