import type {Place} from '../../case/case.ts'

/** Values of Dkron 2.0 to 4.x: releases, settings, gossip members. */

/** A release as compared for behaviour; pre-release text is dropped. */
export interface DkronVersion {
  readonly major: number
  readonly minor: number
  readonly patch: number
}

/** Where a setting's value came from, strongest first. */
export interface SettingOrigin {
  readonly kind: 'flag' | 'environment' | 'config-file' | 'hostname' | 'default' | 'told' | 'api' | 'log'
  /** As a person would find it again: `--node-name=n1`, `DKRON_NODE_NAME`, `hostname of the container`. */
  readonly text: string
  /** Of a config file, and of flags and variables that a compose file gives as well. */
  readonly place?: Place
}

export interface Setting<T> {
  readonly value: T
  readonly origin: SettingOrigin
  /** The value still holds text that only a shell, compose or Swarm fills in, so what the agent got is not known. */
  readonly unresolved?: true
}

/** The settings of a Dkron agent that decide identity, storage, clustering and reachability. */
export interface DkronSettings {
  /** Runs as a server (stores the log), not only as an agent. */
  readonly server: boolean
  /** null = not set: Dkron then takes the host name. An empty string is a set, invalid value. */
  readonly nodeName: Setting<string> | null
  readonly bootstrapExpect: Setting<number> | null
  /** Path inside the container or on the host; default `dkron.data` in the working directory. */
  readonly dataDir: Setting<string>
  readonly bindAddr: Setting<string> | null
  readonly advertiseAddr: Setting<string> | null
  readonly rpcPort: Setting<number>
  readonly advertiseRpcPort: Setting<number> | null
  readonly httpAddr: Setting<string>
  readonly join: readonly string[]
  readonly retryJoin: readonly string[]
  /** Kept only to compare; never printed. */
  readonly encrypt: Setting<string> | null
  /** As written: may be no number. */
  readonly raftMultiplier: Setting<string> | null
  readonly logLevel: Setting<string> | null
  readonly region: Setting<string> | null
  readonly profile: Setting<string> | null
}

/** One gossip member of `/v1/members`. */
export interface GossipMember {
  readonly name: string
  readonly address: string
  readonly status: 'none' | 'alive' | 'leaving' | 'left' | 'failed' | 'unknown'
  /** Has the tags of a server that finished starting. */
  readonly server: boolean
  readonly rpcAddress: string | null
  readonly expect: number | null
  readonly version: string | null
  readonly region: string | null
  readonly tags: Readonly<Record<string, string>>
}
