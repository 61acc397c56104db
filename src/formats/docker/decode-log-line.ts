import type {LogLine} from '../../case/case.ts'
import {isObject, parseJson, textOf} from '../json-shape.ts'
import {stripPrefixes} from './strip-prefixes.ts'

/**
 * One line of a Dkron log. Logrus writes text (`time="…" level=… msg="…" node=…`), JSON, or colours for a terminal
 * (`INFO[0000] …`); raft, serf and memberlist write through it, so their own time and level stand inside of `msg`
 * and are the ones that count. Everything else (hclog of the raft transport, Go's panics) is kept as it is.
 *
 * @param number line number in the source, from 1
 */
export function decodeLogLine(raw: string, number: number): LogLine {
  const bare = stripPrefixes(raw)
  const outer = logrusText(bare.text) ?? logrusJson(bare.text) ?? logrusTerminal(bare.text) ?? plain(bare.text)
  const inner = innerLine.exec(outer.message)
  const text = inner ? (inner[3] ?? '') : outer.message
  const innerTime = inner?.[1]?.includes('T') ? inner[1].replace(/([-+]\d\d)(\d\d)$/, '$1:$2') : null
  return {
    number,
    time: innerTime ?? outer.time ?? bare.time,
    level: levelName(inner?.[2] ?? outer.level),
    // Some lines of Dkron carry the address of another agent under the same key.
    node: outer.node?.includes(':') ? null : outer.node,
    text: outer.fields === '' ? text : `${text} ${outer.fields}`,
  }
}

interface Parts {
  readonly time: string | null
  readonly level: string | null
  readonly node: string | null
  readonly message: string
  /** `key=value` of the remaining fields, as written. */
  readonly fields: string
}

/** hclog (`2026-01-02T03:04:05.678Z [WARN]  raft: …`) and Go's log package (`2026/01/02 03:04:05 [INFO] serf: …`). */
const innerLine = /^(\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[-+]\d\d:?\d\d)?) \[([A-Z]+)\]\s+(.*)$/s

const field = /([\w.@-]+)=("(?:[^"\\]|\\.)*"|[^\s"]*)(?:\s+|$)/y

function logrusText(text: string): Parts | null {
  if (!text.startsWith('time=') && !text.startsWith('level=')) return null
  const parts = {time: null as string | null, level: null as string | null, node: null as string | null, message: ''}
  const fields: string[] = []
  field.lastIndex = 0
  let end = 0
  for (let m = field.exec(text); m !== null; m = field.exec(text)) {
    end = field.lastIndex
    const [written = '', key = '', value = ''] = m
    if (key === 'time') parts.time = unquoteGo(value)
    else if (key === 'level') parts.level = value
    else if (key === 'msg') parts.message = unquoteGo(value)
    else if (key === 'node' && !value.includes(':')) parts.node = unquoteGo(value)
    else fields.push(written.trimEnd())
  }
  // What is left over is a field cut off in the middle.
  if (end < text.length) fields.push(text.slice(end))
  return {...parts, fields: fields.join(' ')}
}

function logrusJson(text: string): Parts | null {
  if (!text.startsWith('{')) return null
  const parsed = parseJson(text)
  if (!('value' in parsed) || !isObject(parsed.value)) return null
  const {msg, level, time, node, ...rest} = parsed.value
  if (typeof msg !== 'string' || typeof level !== 'string') return null
  const fields = Object.entries(rest).map(([key, value]) => `${key}=${quoteIfNeeded(value)}`)
  return {time: textOf(time), level, node: textOf(node), message: msg, fields: fields.join(' ')}
}

function quoteIfNeeded(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return /^[\w./@^+:-]*$/.test(text) ? text : JSON.stringify(text)
}

/** Logrus on a terminal: level, seconds since the start (or the time), the message padded, then the fields. */
function logrusTerminal(text: string): Parts | null {
  const m = /^(TRAC|DEBU|INFO|WARN|ERRO|FATA|PANI)\[([^\]]*)\] (.*)$/s.exec(text)
  if (m === null) return null
  const rest = m[3] ?? ''
  const node = /(?:^|\s)node=("(?:[^"\\]|\\.)*"|\S+)/.exec(rest)
  const message = (node ? rest.slice(0, node.index) + rest.slice(node.index + node[0].length) : rest).trimEnd()
  const time = /^\d{4}-/.test(m[2] ?? '') ? (m[2] ?? null) : null
  return {time, level: m[1] ?? null, node: node ? unquoteGo(node[1] ?? '') : null, message, fields: ''}
}

function plain(text: string): Parts {
  const level = /^(?:panic:|fatal error:|unexpected fault address)/.test(text) ? 'panic' : null
  return {time: null, level, node: null, message: text, fields: ''}
}

/** Go's strconv.Quote taken back; text without quotes is returned as it is. */
function unquoteGo(text: string): string {
  if (!text.startsWith('"')) return text
  return text.slice(1, -1).replace(/\\(x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|.)/gi, (_, code: string) => {
    if (code.length > 1) {
      const point = Number.parseInt(code.slice(1), 16)
      return point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd'
    }
    return {n: '\n', t: '\t', r: '\r', a: '\u0007', b: '\b', f: '\f', v: '\v'}[code] ?? code
  })
}

const levels: Readonly<Record<string, string>> = {
  trac: 'trace',
  debu: 'debug',
  warning: 'warn',
  err: 'error',
  erro: 'error',
  fata: 'fatal',
  pani: 'panic',
}

function levelName(level: string | null): string | null {
  if (level === null) return null
  const small = level.toLowerCase()
  return levels[small] ?? small
}
