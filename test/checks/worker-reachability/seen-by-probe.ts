import type {Case} from '../../../src/case/case.ts'
import type {CronicleProbe, HandshakeAttempt, HttpAttempt} from '../../../src/case/cronicle-probes.ts'
import type {NameOutcome, TcpOutcome} from '../../../src/case/probes.ts'
import {notCollected, read} from '../../../src/case/read.ts'

/** What a probe of one address gives; what is left out was not asked. */
export interface Sight {
  readonly as: CronicleProbe['reasons'][number]['as']
  readonly worker: string
  readonly host: string
  readonly port?: number
  /** Label of the primary whose host asks; null for a host that is none. */
  readonly from?: string | null
  readonly name?: NameOutcome['result'] & ('found' | 'name-unknown' | 'no-answer')
  readonly tcp?: TcpOutcome['result'] & ('open' | 'refused' | 'no-answer' | 'reset')
  /** Address that the name led to; the host itself when not said. */
  readonly address?: string
  /** `hostname, pid` of each answer, or an HTTP code. */
  readonly status?: readonly (readonly [string, number] | number)[]
  readonly location?: string
  readonly excerpt?: string
  /** Worker's clock minus the local one. */
  readonly ahead?: number
  readonly handshake?: 'opens' | 'session-unknown' | number
  readonly upgrade?: number
  readonly cutAfter?: number
}

const at = 1_795_230_400

/** The case, with these addresses asked. */
export function withSights(c: Case, primary: string, ...sights: readonly Sight[]): Case {
  if (!c.cronicle) throw new Error('no Cronicle case')
  return {...c, cronicle: {...c.cronicle, probes: sights.map(s => probeOf(s, primary))}}
}

function probeOf(s: Sight, primary: string): CronicleProbe {
  const address = s.address ?? s.host
  const outcome =
    s.tcp === 'open' || s.tcp === undefined ? ({result: 'open', from: null} as const) : ({result: s.tcp} as const)
  return {
    vantage: {at: 'host', as: s.from === undefined ? primary : s.from},
    target: {scheme: 'http', host: s.host, port: s.port ?? 3012},
    reasons: [{as: s.as, worker: s.worker}],
    resolution:
      s.name === undefined
        ? notCollected
        : read(
            s.name === 'found'
              ? {result: 'found', addresses: [{address, from: {kind: 'hosts-file'}}]}
              : {result: s.name, saidBy: [{kind: 'hosts-file'}]},
          ),
    tcp: s.name !== undefined && s.name !== 'found' ? [] : [{address, outcome}],
    status: (s.status ?? []).map(answer => httpOf(answer, s)),
    handshakes: s.handshake === undefined ? [] : [handshakeOf(s.handshake)],
    upgrade: s.upgrade === undefined ? notCollected : read({code: s.upgrade, error: null}),
    hold:
      s.cutAfter === undefined
        ? notCollected
        : read({transport: 'websocket', milliseconds: s.cutAfter, cut: true, error: null}),
  }
}

function httpOf(answer: readonly [string, number] | number, s: Sight): HttpAttempt {
  const base = {answered: true, at, milliseconds: 3, server: null, location: s.location ?? null} as const
  if (typeof answer === 'number') {
    return {...base, code: answer, contentType: 'text/html', status: null, excerpt: s.excerpt ?? '<html>'}
  }
  const [hostname, pid] = answer
  const status = {hostname, ip: null, pid, version: '0.9.129', now: at + (s.ahead ?? 0), uptime: 1000}
  return {...base, code: 200, contentType: 'application/json', status, excerpt: null}
}

function handshakeOf(what: 'opens' | 'session-unknown' | number): HandshakeAttempt {
  const opened = typeof what === 'string'
  return {
    answered: true,
    code: opened ? 200 : what,
    contentType: null,
    opened,
    upgrades: opened ? ['websocket'] : [],
    pingInterval: opened ? 25_000 : null,
    pingTimeout: opened ? 20_000 : null,
    post: what === 'opens' ? 200 : what === 'session-unknown' ? 400 : null,
    error: what === 'session-unknown' ? {code: 1, message: 'Session ID unknown'} : null,
    joined: what === 'opens',
  }
}
