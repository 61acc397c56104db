/**
 * What was asked of the network and what answered: plain values, nothing concluded. Every one says from where it was
 * asked, since the same address may answer one machine and not another.
 */
export type Probe = NameProbe | TcpProbe | UdpProbe

/** From where something was asked. */
export type Vantage =
  /** This host. `as`: the server whose address this host carries, so that it asks as that server would; else null. */
  | {readonly at: 'host'; readonly as: string | null}
  /** Inside the network namespace of a container, by its name: as its processes would ask. */
  | {readonly at: 'container'; readonly name: string}
  /**
   * This host, because the namespaces of these containers could not be entered. It says less: rules between
   * containers do not meet it, and their names mean nothing to it.
   */
  | {
      readonly at: 'host-instead'
      readonly of: readonly string[]
      readonly because: NoNamespace
      /** In the words of what refused; null when there are none. */
      readonly detail: string | null
    }

/** Why a container's network namespace could not be entered. */
export type NoNamespace =
  | 'not-linux'
  | 'not-root'
  | 'remote-engine'
  | 'process-not-visible'
  | 'nsenter-missing'
  | 'not-permitted'
  | 'failed'

/** Why an address or name is asked at all: which part of the case names it. */
export interface Purpose {
  readonly role: 'stored-address' | 'present-address' | 'advertised-address' | 'join-name'
  /** Server ID that it belongs to; for a join name the container or server that was told to join it. */
  readonly of: string
}

/** A question that was never put. */
export interface NotTried {
  readonly result: 'not-tried'
  /** `too-many`: more than one run asks. `no-way-from-here`: this host is no place to ask it from. */
  readonly because: 'too-many' | 'out-of-time' | 'no-way-from-here' | 'failed'
  readonly detail: string | null
}

interface Asked {
  readonly vantage: Vantage
  readonly why: readonly Purpose[]
  /** How long the answer took, or was waited for. */
  readonly milliseconds: number
}

/** A name looked up as a process at the vantage would. */
export interface NameProbe extends Asked {
  readonly kind: 'name'
  /** As the case names it, without port. */
  readonly name: string
  /** `computed`: nobody was asked; it follows from the inspected networks and aliases what Docker's DNS would say. */
  readonly how: 'asked' | 'computed'
  readonly outcome: NameOutcome
}

export type NameOutcome =
  | {readonly result: 'found'; readonly addresses: readonly FoundAddress[]}
  /** Every place that was asked knows of no such name. Computed, it leaves out the resolvers behind Docker's DNS. */
  | {readonly result: 'name-unknown'; readonly saidBy: readonly NameSource[]}
  /** `server-failure`: a resolver answered that it could not find out (SERVFAIL, REFUSED). */
  | {readonly result: 'no-answer' | 'server-failure'; readonly saidBy: readonly NameSource[]}
  | NotTried

export interface FoundAddress {
  readonly address: string
  readonly from: NameSource
}

/** Who knows a name: the vantage's hosts file, Docker's embedded DNS (127.0.0.11), or a resolver by its address. */
export type NameSource =
  | {readonly kind: 'hosts-file'}
  | {readonly kind: 'docker-dns'}
  | {readonly kind: 'resolver'; readonly address: string}

/** A TCP connection that was opened and closed at once; nothing was sent. */
export interface TcpProbe extends Asked {
  readonly kind: 'tcp'
  /** IP address that was dialled. */
  readonly address: string
  readonly port: number
  /** The name that led to the address; null when the case names the address itself. */
  readonly name: string | null
  readonly outcome: TcpOutcome
}

export type TcpOutcome =
  /** `from`: own address of the connection; equal to the dialled one when it never left the machine. */
  | {readonly result: 'open'; readonly from: string | null}
  /** Nothing listens there, or a firewall rejects. */
  | {readonly result: 'refused'}
  /** Nothing came back in time: a firewall drops, or nobody has the address. */
  | {readonly result: 'no-answer'}
  /** A router or this machine itself says that there is no way; `code` is the system's, e.g. `EHOSTUNREACH`. */
  | {readonly result: 'unreachable'; readonly code: string}
  | {readonly result: 'reset'}
  | NotTried

/** A datagram that was sent, and what came back. */
export interface UdpProbe extends Asked {
  readonly kind: 'udp'
  readonly address: string
  readonly port: number
  readonly name: string | null
  /** `memberlist-ping`: a ping that names no node; memberlist answers it and keeps nothing of it. */
  readonly datagram: 'memberlist-ping'
  readonly outcome: UdpOutcome
}

export type UdpOutcome =
  | {readonly result: 'answered'}
  /** ICMP port unreachable: nothing listens, or a firewall rejects. */
  | {readonly result: 'refused'}
  /** Says nothing: UDP need not be answered. */
  | {readonly result: 'silent'}
  | {readonly result: 'unreachable'; readonly code: string}
  | NotTried
