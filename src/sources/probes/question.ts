import type {NameProbe, Purpose, TcpProbe, UdpProbe, Vantage} from '../../case/probes.ts'

/** What to ask about one host: its addresses when it is a name, then each port on each address. */
export interface Question {
  /** IP address or name. */
  readonly host: string
  readonly tcp: readonly number[]
  /** Ports that get memberlist's ping. */
  readonly udp: readonly number[]
  readonly why: readonly Purpose[]
}

/** Questions with the one who asks them. */
export interface Errand {
  readonly vantage: Vantage
  readonly questions: readonly Question[]
}

/** How a process there looks names up. */
export interface NameSettings {
  /** Text of its hosts file. */
  readonly hosts: string
  /** Text of its resolv.conf. */
  readonly resolvConf: string
}

/** A probe that does not say yet from where it was asked. */
export type Answer = Omit<NameProbe, 'vantage'> | Omit<TcpProbe, 'vantage'> | Omit<UdpProbe, 'vantage'>
