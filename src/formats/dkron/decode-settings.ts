import type {ConfigFile} from '../../case/config-file.ts'
import {decodeFlags, splitList} from './decode-flags.ts'
import {findAgentArguments} from './find-agent-arguments.ts'
import type {DkronSettings, Setting, SettingOrigin} from './types.ts'

export interface SettingsInput {
  /** Entrypoint and command, as executed. */
  readonly commandLine: readonly string[]
  /** `NAME=value`. */
  readonly env: readonly string[]
  /** Its config file; null or left out when it has none. */
  readonly config?: ConfigFile | null
}

/**
 * The settings a Dkron agent runs with: flag, else environment `DKRON_*`, else config file, else default
 * (cmd/dkron.go `initConfig`, viper's order). An environment variable that is empty counts as unset, as in viper;
 * an empty flag or config value is a set, empty value. Flags that do not parse as numbers give null: Dkron does not
 * start with them.
 */
export function decodeSettings(input: SettingsInput): DkronSettings {
  const agent = findAgentArguments(input.commandLine, input.env)
  const given = new Given(decodeFlags(agent.args), agent.env, input.config ?? null, agent.throughShell)
  return {
    server: agent.subcommand === 'server' || isTrue(given.text('server')?.value),
    nodeName: nodeNameOf(given, agent.throughShell),
    bootstrapExpect: given.number('bootstrap-expect'),
    dataDir: given.text('data-dir') ?? byDefault('dkron.data'),
    bindAddr: given.text('bind-addr'),
    advertiseAddr: given.text('advertise-addr'),
    rpcPort: given.number('rpc-port') ?? byDefault(6868),
    advertiseRpcPort: given.number('advertise-rpc-port'),
    httpAddr: given.text('http-addr') ?? byDefault(':8080'),
    join: given.list('join'),
    retryJoin: given.list('retry-join'),
    encrypt: given.text('encrypt'),
    raftMultiplier: given.text('raft-multiplier'),
    logLevel: given.text('log-level'),
    region: given.text('region'),
    profile: given.text('profile'),
  }
}

/** Ways a script writes the container's own host name, which is what Dkron takes when no name is set. */
const hostName = /^(?:\$HOSTNAME|\$\{HOSTNAME\}|\$\(hostname\)|`hostname`|\$\(cat \/etc\/hostname\))$/

function nodeNameOf(given: Given, throughShell: boolean): Setting<string> | null {
  const name = given.text('node-name')
  return throughShell && name !== null && hostName.test(name.value) ? null : name
}

/** Values by source, asked for by flag name. */
class Given {
  private readonly flags: ReadonlyMap<string, readonly string[]>
  private readonly env: ReadonlyMap<string, string>
  private readonly config: ConfigFile | null
  private readonly throughShell: boolean

  constructor(
    flags: ReadonlyMap<string, readonly string[]>,
    env: ReadonlyMap<string, string>,
    config: ConfigFile | null,
    throughShell: boolean,
  ) {
    this.flags = flags
    this.env = env
    this.config = config
    this.throughShell = throughShell
  }

  text(name: string): Setting<string> | null {
    const found = this.find(name)
    if (found === null) return null
    const value = found.values.at(-1) ?? ''
    const setting = {value, origin: found.origin}
    return isUnresolved(value, this.throughShell) ? {...setting, unresolved: true} : setting
  }

  number(name: string): Setting<number> | null {
    const found = this.text(name)
    const value = found === null ? null : wholeNumber(found.value)
    return found === null || value === null ? null : {value, origin: found.origin}
  }

  list(name: string): readonly string[] {
    return this.find(name)?.values.flatMap(splitList) ?? []
  }

  private find(name: string): {values: readonly string[]; origin: SettingOrigin} | null {
    const flag = this.flags.get(name)
    if (flag !== undefined) {
      // The key of `--encrypt` must not travel into a report.
      const text = name === 'encrypt' ? '--encrypt' : `--${name}=${flag.at(-1)}`
      return {values: flag, origin: {kind: 'flag', text}}
    }
    const variable = `DKRON_${name.toUpperCase().replaceAll('-', '_')}`
    const fromEnv = this.env.get(variable)
    if (fromEnv) return {values: [fromEnv], origin: {kind: 'environment', text: variable}}
    const fromFile = this.config?.settings.find(s => s.name === name)
    if (this.config === null || fromFile === undefined) return null
    const {file} = this.config
    const {value, line} = fromFile
    const place = {file, line, column: 1}
    return {
      values: typeof value === 'string' ? [value] : value,
      origin: {kind: 'config-file', text: `${name} in ${file}:${line}`, place},
    }
  }
}

/** Text that only the running shell, compose or Swarm fills in: `$(cat id)`, `${NODE}`, `{{.Node.Hostname}}`. */
function isUnresolved(value: string, throughShell: boolean): boolean {
  return /\$\{\w|\{\{\s*\.(?:Node|Service|Task)\b/.test(value) || (throughShell && /\$[\w({]|`/.test(value))
}

function byDefault<T>(value: T): Setting<T> {
  return {value, origin: {kind: 'default', text: 'default'}}
}

/** Go's strconv.ParseBool. */
function isTrue(text: string | undefined): boolean {
  return text !== undefined && ['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text)
}

function wholeNumber(text: string): number | null {
  return /^[-+]?\d{1,15}$/.test(text.trim()) ? Number(text) : null
}
