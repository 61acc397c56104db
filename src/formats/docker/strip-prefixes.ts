import {isObject, parseJson, textOf} from '../json-shape.ts'

/** A raw line without what Docker, compose, a log driver or a terminal put in front of it. */
export interface BareLine {
  readonly text: string
  /** Time the engine wrote down, RFC 3339; null when it did not. */
  readonly time: string | null
}

/** Longest line read: a job's output may be one line of any size, and no line of ours is near it. */
export const longestLine = 4096

export function stripPrefixes(raw: string): BareLine {
  let text = withoutColours(raw.length > longestLine ? raw.slice(0, longestLine) : raw).trimEnd()
  let time: string | null = null
  // The file of Docker's json-file driver, read without `docker logs`.
  if (text.startsWith('{"log":')) {
    const parsed = parseJson(text)
    const entry = 'value' in parsed && isObject(parsed.value) ? parsed.value : {}
    text = (textOf(entry.log) ?? '').trimEnd()
    time = textOf(entry.time)
  }
  const name = composeName(text)
  if (name !== null) text = text.slice(text.indexOf('|') + 1).replace(/^ /, '')
  const syslog = /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ [\w./-]+(?:\[\d+\])?: /.exec(text)
  if (syslog) text = text.slice(syslog[0].length)
  const stamp = engineStamp.exec(text)
  if (stamp) {
    text = text.slice(stamp[0].length)
    time = stamp[1] ?? null
  }
  return {text, time}
}

/**
 * The time of `docker logs -t`, or time, stream and flag of the container runtime's files. Not when a level in
 * brackets follows: then it is the line's own time, as hclog writes it.
 */
const engineStamp =
  /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[-+]\d\d:\d\d)) (?:std(?:out|err) [FP] )?(?!\s*\[[A-Z])/

/** The name `docker compose logs` puts in front: `s1-1  | `, `dkron_1     | `. */
export function composeName(raw: string): string | null {
  const bar = raw.indexOf('|')
  if (bar < 1 || bar > 128) return null
  return /^([A-Za-z0-9][\w.-]*) *\|(?: |$)/.exec(withoutColours(raw.slice(0, bar + 2)))?.[1] ?? null
}

export function withoutColours(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is looked for
  return text.includes('\u001b') ? text.replace(/\u001b\[[0-9;]*[A-Za-z]/g, '') : text
}
