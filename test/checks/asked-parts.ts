import type {NameOutcome, NameProbe, Probe, Purpose, TcpOutcome, TcpProbe, Vantage} from '../../src/case/probes.ts'

const inside = (name: string): Vantage => ({at: 'container', name})
/** Only this host could be asked from, as somebody who is not root. */
export const fromHost = (...of: string[]): Vantage => ({at: 'host-instead', of, because: 'not-root', detail: null})

const joining = (of: string): readonly Purpose[] => [{role: 'join-name', of}]

/** A connection that a server (or this host) tried to `host:port`. */
export function dial(
  from: string | Vantage,
  address: string,
  result: TcpOutcome['result'],
  changes: Partial<TcpProbe> = {},
): TcpProbe {
  const [host = '', port = '6868'] = address.split(':')
  const outcomes: Record<TcpOutcome['result'], TcpOutcome> = {
    open: {result: 'open', from: '10.0.0.1'},
    refused: {result: 'refused'},
    'no-answer': {result: 'no-answer'},
    unreachable: {result: 'unreachable', code: 'EHOSTUNREACH'},
    reset: {result: 'reset'},
    'not-tried': {result: 'not-tried', because: 'out-of-time', detail: null},
  }
  return {
    kind: 'tcp',
    vantage: typeof from === 'string' ? inside(from) : from,
    address: host,
    port: Number(port),
    name: null,
    why: [{role: 'stored-address', of: host}],
    outcome: outcomes[result],
    milliseconds: 1,
    ...changes,
  }
}

/** Every server of `three()` asks for every one; `closed` names the ways that get no answer, as `s1>n2`. */
export function dialsOfThree(closed: readonly string[], result: TcpOutcome['result'] = 'no-answer'): readonly Probe[] {
  return [1, 2, 3].flatMap(from =>
    [1, 2, 3].map(to => dial(`s${from}`, `10.0.0.${to}:6868`, closed.includes(`s${from}>n${to}`) ? result : 'open')),
  )
}

/** A join address that a server looked up, and what its ports said when it was found. */
export function join(
  from: string,
  name: string,
  outcome: NameOutcome['result'],
  port: TcpOutcome['result'] = 'refused',
  vantage: Vantage = inside(from),
): readonly Probe[] {
  const docker = {kind: 'docker-dns'} as const
  const outcomes: Record<NameOutcome['result'], NameOutcome> = {
    found: {result: 'found', addresses: [{address: '10.0.0.2', from: docker}]},
    'name-unknown': {result: 'name-unknown', saidBy: [docker]},
    'no-answer': {result: 'no-answer', saidBy: [docker]},
    'server-failure': {result: 'server-failure', saidBy: [{kind: 'resolver', address: '10.0.0.53'}]},
    'not-tried': {result: 'not-tried', because: 'no-way-from-here', detail: null},
  }
  const lookup: NameProbe = {
    kind: 'name',
    vantage,
    name,
    why: joining(from),
    how: vantage.at === 'host-instead' ? 'computed' : 'asked',
    outcome: outcomes[outcome],
    milliseconds: 1,
  }
  if (outcome !== 'found') return [lookup]
  const why = joining(from)
  return [
    lookup,
    dial(vantage, '10.0.0.2:8946', port, {name, why}),
    {
      kind: 'udp',
      vantage,
      address: '10.0.0.2',
      port: 8946,
      name,
      why,
      datagram: 'memberlist-ping',
      outcome: {result: port === 'refused' ? 'refused' : 'silent'},
      milliseconds: 1,
    },
  ]
}
