import {isObject, parseJson} from '../json-shape.ts'

/**
 * Top-level settings of Dkron's config file: a text, or a list of texts for `join` and `retry-join`. Keys are in
 * small letters, as viper compares them without regard to case. A key without a value is left out: viper then goes
 * on to the default.
 *
 * Dkron's file is flat (dkron/config.go; `tags` is the only map and no setting of ours), so this reads the flat
 * part of YAML, TOML or JSON itself: loading a whole YAML library would cost every start-up for one small file.
 */
export function decodeConfigFile(text: string, file: string): ReadonlyMap<string, string | readonly string[]> {
  const json = parseJson(text)
  if ('value' in json && isObject(json.value)) return fromJson(json.value)
  return fromLines(text, file.toLowerCase().endsWith('.toml') ? '=' : ':')
}

type ConfigValue = string | readonly string[]

function fromJson(object: Readonly<Record<string, unknown>>): ReadonlyMap<string, ConfigValue> {
  const values = new Map<string, ConfigValue>()
  for (const [key, value] of Object.entries(object)) {
    if (Array.isArray(value)) values.set(key.toLowerCase(), value.map(String))
    else if (value !== null && typeof value !== 'object') values.set(key.toLowerCase(), String(value))
  }
  return values
}

function fromLines(text: string, separator: ':' | '='): ReadonlyMap<string, ConfigValue> {
  const values = new Map<string, ConfigValue>()
  let listKey: string | null = null
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    const bare = withoutComment(line)
    if (bare.trim() === '' || bare.trim() === '---') continue
    // A TOML table starts: what follows is no top-level key.
    if (separator === '=' && bare.startsWith('[')) break
    const item = /^\s*-\s+(.*)$/.exec(bare)
    if (item && listKey !== null) {
      const before = values.get(listKey)
      values.set(listKey, [...(Array.isArray(before) ? before : []), unquote(item[1] ?? '')])
      continue
    }
    const pair = separator === ':' ? /^(["']?)([\w-]+)\1\s*:(?:\s+(.*))?$/ : /^(["']?)([\w-]+)\1\s*=\s*(.*)$/
    const m = pair.exec(bare)
    listKey = null
    if (m === null) continue
    const key = (m[2] ?? '').toLowerCase()
    const value = (m[3] ?? '').trim()
    if (value === '') listKey = key
    else if (/^\[.*\]$/.test(value)) values.set(key, flowList(value))
    else if (!/^(?:null|~)$/i.test(value)) values.set(key, unquote(value))
  }
  return values
}

/** A comment starts at a `#` at the start or after white space, outside quotes. */
function withoutComment(line: string): string {
  // No setting is longer; the bound keeps a line of nothing but quotes from costing its length squared.
  const m = /^(?:[^"'#]|"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|["']|(?<=\S)#)*/.exec(line.slice(0, 4096))
  return (m?.[0] ?? '').trimEnd()
}

function flowList(text: string): readonly string[] {
  return [...text.slice(1, -1).matchAll(/"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^,\s][^,]*/g)].map(m => unquote(m[0].trim()))
}

function unquote(text: string): string {
  const trimmed = text.trim()
  if (/^".*"$/.test(trimmed)) {
    const parsed = parseJson(trimmed)
    return 'value' in parsed && typeof parsed.value === 'string' ? parsed.value : trimmed.slice(1, -1)
  }
  return /^'.*'$/.test(trimmed) ? trimmed.slice(1, -1).replaceAll("''", "'") : trimmed
}
