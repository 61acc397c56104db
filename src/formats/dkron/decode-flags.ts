/** Flags of `dkron agent` that take no value (dkron/config.go `ConfigFlagSet`, 2.0 to 4.x; cobra's own `help`). */
const booleans = new Set(['server', 'ui', 'enable-prometheus', 'disable-usage-stats', 'help'])

/** Flags of Go's pflag `StringSlice`: each use adds, and one use may hold several values parted by commas. */
const lists = new Set(['join', 'retry-join', 'tag'])

/**
 * Values of each flag in the order given, as pflag reads them: `--name=value`, `--name value`, `--name` for a
 * boolean, nothing after `--`. Dkron's agent has no short flags but `-h`; a single dash is passed over.
 */
export function decodeFlags(args: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const flags = new Map<string, string[]>()
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? ''
    if (arg === '--') break
    if (!arg.startsWith('--')) continue
    const equals = arg.indexOf('=')
    const name = equals === -1 ? arg.slice(2) : arg.slice(2, equals)
    let value: string
    if (equals !== -1) value = arg.slice(equals + 1)
    else if (booleans.has(name)) value = 'true'
    else value = args[++i] ?? ''
    flags.set(name, [...(lists.has(name) ? (flags.get(name) ?? []) : []), value])
  }
  return flags
}

/** Values of a list setting, parted by commas. */
export function splitList(text: string): readonly string[] {
  return text
    .split(',')
    .map(v => v.trim().replace(/^"(.*)"$/, '$1'))
    .filter(v => v !== '')
}
