import {isMap, isScalar, isSeq, LineCounter, type Pair, parseDocument} from 'yaml'
import type {ConfigFile, ConfigSetting} from '../../case/config-file.ts'

/** Settings that a diagnosis uses, as their flags are called; whatever else the file holds does not leave it. */
const known = new Set([
  ...['advertise-addr', 'advertise-rpc-port', 'bind-addr', 'bootstrap-expect', 'data-dir', 'encrypt', 'http-addr'],
  ...['join', 'log-level', 'node-name', 'profile', 'raft-multiplier', 'region', 'retry-join', 'rpc-port', 'server'],
])

/**
 * The settings of Dkron's config file. Keys are compared without regard to case; a key without a value counts as not
 * there, and so does everything below a key (`tags`). A file that does not parse is passed over whole by Dkron, which
 * goes on with its defaults (cmd/dkron.go `initConfig`: "No valid config found"). JSON is read as the YAML that it is;
 * of TOML and the other forms viper knows, the lines `key = value`. Never throws.
 */
export function decodeConfigFile(text: string, file: string, inside: string): ConfigFile {
  const bare = text.replace(/^\uFEFF/, '')
  const decoded = /\.(?:ya?ml|json)$/i.test(inside) ? fromYaml(bare) : {settings: fromLines(bare), problem: null}
  return {...decoded, settings: decoded.settings.filter(s => known.has(s.name)), file, inside}
}

function fromYaml(text: string): Pick<ConfigFile, 'settings' | 'problem'> {
  const lines = new LineCounter()
  try {
    const document = parseDocument(text, {lineCounter: lines, prettyErrors: false, logLevel: 'silent'})
    const [error] = document.errors
    if (error) return {settings: [], problem: `line ${lines.linePos(error.pos[0]).line}: ${error.message}`}
    const {contents} = document
    if (!isMap(contents)) return {settings: [], problem: contents === null ? null : 'it holds no settings'}
    return {settings: (contents.items as readonly Pair[]).flatMap(pair => settingOf(pair, lines)), problem: null}
  } catch (error) {
    // The parser calls itself for each level of nesting, so a hostile file can exhaust the stack.
    return {settings: [], problem: error instanceof Error ? error.message : String(error)}
  }
}

function settingOf({key, value}: Pair, lines: LineCounter): readonly ConfigSetting[] {
  if (!isScalar(key)) return []
  const name = String(key.value).toLowerCase()
  const {line} = lines.linePos(key.range?.[0] ?? 0)
  if (isSeq(value)) return [{name, value: value.items.flatMap(item => textOf(item) ?? []), line}]
  const text = textOf(value)
  return text === null ? [] : [{name, value: text, line}]
}

/** As Go's YAML reads it: a number loses its own form, `0123` is octal, and what is beyond a float64 stays text. */
function textOf(node: unknown): string | null {
  if (!isScalar(node) || node.value === null || node.value === undefined) return null
  const {value, source} = node
  if (typeof value !== 'number') return String(value)
  if (/^0[0-7]+$/.test(source ?? '')) return String(Number.parseInt(source ?? '', 8))
  const exact = Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value))
  return exact ? String(value) : (source ?? String(value))
}

function fromLines(text: string): readonly ConfigSetting[] {
  const settings: ConfigSetting[] = []
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    // A TOML table starts: what follows is no top-level key.
    if (/^\s*\[/.test(line)) break
    // No setting is longer; the bound keeps a hostile line from costing its length squared.
    const m = /^\s*(["']?)([\w-]+)\1\s*=\s*(.*)$/.exec(line.slice(0, 4096))
    const value = m === null ? '' : withoutComment(m[3] ?? '')
    if (m === null || value === '') continue
    const list = /^\[(.*)\]$/.exec(value)?.[1]
    settings.push({
      name: (m[2] ?? '').toLowerCase(),
      value: list === undefined ? unquote(value) : (list.match(/"[^"]*"|'[^']*'|[^,\s][^,]*/g) ?? []).map(unquote),
      line: i + 1,
    })
  }
  return settings
}

function withoutComment(text: string): string {
  return (/^(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^"'#])*/.exec(text)?.[0] ?? '').trim()
}

function unquote(text: string): string {
  const trimmed = text.trim()
  const m = /^"(.*)"$|^'(.*)'$/.exec(trimmed)
  return m === null ? trimmed : (m[1]?.replace(/\\(["\\])/g, '$1') ?? m[2] ?? '')
}
