import type {CronicleLogLine} from '../../case/cronicle.ts'
import {stripPrefixes} from '../docker/strip-prefixes.ts'
import {isObject, parseJson} from '../json-shape.ts'
import {entryOf} from './log-dictionary.ts'

/** `log_columns` of pixl-server when config.json names none, and of Cronicle's sample. */
export const defaultColumns: readonly string[] = [
  'hires_epoch',
  'date',
  'hostname',
  'pid',
  'component',
  'category',
  'code',
  'msg',
  'data',
]

/** A line and its time; `line` is null when the dictionary does not know it. */
export interface DecodedLogLine {
  readonly epoch: number | null
  readonly line: CronicleLogLine | null
  /** What equal lines share: entry and the worker they tell of. */
  readonly kind: string
}

/**
 * One line of a log in pixl-logger's format: columns in brackets, `[a][b]…`; the writer takes line breaks and `][` out
 * of every column, so the split is exact. A line without brackets is taken for terminal output.
 *
 * @param number line number in the source, from 1
 */
export function decodeLogLine(
  raw: string,
  number: number,
  columns: readonly string[] = defaultColumns,
): DecodedLogLine {
  const {text: bare, time} = raw.startsWith('[') ? {text: raw.trimEnd(), time: null} : stripPrefixes(raw)
  const cells = bare.startsWith('[') ? bare.slice(1).replace(/\]$/, '').split('][') : null
  const written = cells !== null && cells.length === columns.length ? cells : null
  const cell = (name: string): string | null => {
    const value = written?.[columns.indexOf(name)]
    return value === undefined || value === '' ? null : value
  }
  const epoch = written ? secondsOf(cell('hires_epoch') ?? cell('epoch')) : engineTime(time)
  const message = written ? (cell('msg') ?? '') : bare.trim()
  const found = entryOf(message)
  if (!found) return {epoch, line: null, kind: ''}
  const {entry, hit} = found
  return {
    epoch,
    kind: `${entry.name} ${hit.groups.worker ?? ''}`,
    line: {
      number,
      epoch,
      hostname: cell('hostname'),
      pid: numberIn(cell('pid')),
      component: cell('component'),
      category: cell('category'),
      code: cell('code'),
      text: message,
      data: dataIn(cell('data'), entry.data ?? []),
    },
  }
}

function dataIn(text: string | null, wanted: readonly string[]): Readonly<Record<string, string>> {
  if (text === null || wanted.length === 0) return {}
  const parsed = parseJson(text)
  if ('reason' in parsed || !isObject(parsed.value)) return {}
  const {value} = parsed
  return Object.fromEntries(
    wanted.flatMap(name => {
      const field = Object.hasOwn(value, name) ? value[name] : null
      return typeof field === 'string' || typeof field === 'number' ? [[name, String(field)]] : []
    }),
  )
}

function secondsOf(text: string | null): number | null {
  return text !== null && /^\d{1,12}(\.\d+)?$/.test(text) ? Number(text) : null
}

function numberIn(text: string | null): number | null {
  return text !== null && /^\d{1,10}$/.test(text) ? Number(text) : null
}

function engineTime(time: string | null): number | null {
  const milliseconds = time === null ? Number.NaN : Date.parse(time)
  return Number.isNaN(milliseconds) ? null : milliseconds / 1000
}
