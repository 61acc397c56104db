import type {Case} from '../../../src/case/case.ts'
import {deriveCronicle} from '../../../src/facts/cronicle/derive-cronicle.ts'
import type {CronicleFacts} from '../../../src/facts/cronicle/types.ts'
import {type CronicleKind, collectCapture, unpackCapture} from '../../cronicle-captures.ts'
import {type Sight, withSights} from './seen-by-probe.ts'

/** A captured case and what a probe sees there; the verdict and cause that both together give. */
interface Probed {
  readonly name: string
  readonly capture: string
  /** Folders and answers when not said. */
  readonly kinds?: readonly CronicleKind[]
  readonly sights: readonly Sight[]
  readonly gives: readonly [string, string | null]
}

const own = 'ip-172-31-50-31'
const lb = 'workers-lb.example.net'
const worker: Sight = {as: 'typed', worker: own, host: lb, address: '10.20.0.20', name: 'found', status: [[own, 32085]]}
const named: Sight = {...worker, worker: lb, status: [[lb, 3798]], handshake: 'opens', upgrade: 101}
const a3 = {capture: 'a3-reported-ip-is-another-machine'}
const b5 = {capture: 'b5-use-hostnames-without-worker-hostname'}
const c7 = {capture: 'c7-lb-blocks-socketio'}
const blocked = {capture: 'f1a-add-while-blocked'}
/** Dialled at 10.20.0.20. */
const dialled = (more: Partial<Sight>): Sight => ({as: 'dialled', worker: lb, host: '10.20.0.20', ...more})

const cases: readonly Probed[] = [
  {
    name: 'another program answers at the reported address',
    ...a3,
    sights: [worker, {as: 'dialled', worker: own, host: '10.20.0.66', status: [404]}],
    gives: ['broken', 'reported-address-unreachable'],
  },
  {
    name: 'nobody answers at the reported address, asked from the primary',
    ...a3,
    sights: [worker, {as: 'dialled', worker: own, host: '10.20.0.66', tcp: 'no-answer'}],
    gives: ['broken', 'reported-address-unreachable'],
  },
  {
    name: 'nobody answers at the reported address, asked from a laptop',
    ...a3,
    sights: [{as: 'dialled', worker: own, host: '10.20.0.66', tcp: 'no-answer', from: null}],
    gives: ['unknown', null],
  },
  {
    name: 'the primary itself answers at the reported address',
    ...a3,
    sights: [{as: 'dialled', worker: own, host: '10.20.0.66', status: [['cron-primary.example.net', 1304]]}],
    gives: ['broken', 'reported-address-is-primary'],
  },
  {
    name: 'the reported hostname is unknown on the primary',
    ...b5,
    sights: [worker, {as: 'dialled', worker: own, host: own, name: 'name-unknown'}],
    gives: ['broken', 'reported-hostname-unresolvable'],
  },
  {
    name: 'no name server answers for the reported hostname, and the primary fails',
    ...b5,
    sights: [worker, {as: 'dialled', worker: own, host: own, name: 'no-answer'}],
    gives: ['broken', 'reported-hostname-unresolvable'],
  },
  {
    name: 'no name server answers for the reported hostname, asked from a laptop',
    ...b5,
    sights: [worker, {as: 'dialled', worker: own, host: own, name: 'no-answer', from: null}],
    gives: ['unknown', null],
  },
  {
    name: 'a worker that was tried to be added in vain answers the primary',
    capture: 'd1-secret-mismatch-at-add',
    kinds: ['primary'],
    sights: [named],
    gives: ['unknown', null],
  },
  {
    name: 'the reported hostname leads to another machine',
    ...b5,
    sights: [worker, {as: 'dialled', worker: own, host: own, address: '10.20.0.66', name: 'found', status: [404]}],
    gives: ['broken', 'reported-hostname-resolves-elsewhere'],
  },
  {
    name: 'the reported hostname leads to another Cronicle',
    ...b5,
    sights: [worker, {as: 'dialled', worker: own, host: own, name: 'found', status: [['other', 7]]}],
    gives: ['broken', 'reported-hostname-resolves-elsewhere'],
  },
  {
    name: 'status answers and the handshake does not',
    ...c7,
    sights: [named, dialled({status: [[lb, 25971]], handshake: 404})],
    gives: ['broken', 'socket-path-blocked'],
  },
  {
    name: 'the balancer redirects to https',
    ...c7,
    sights: [dialled({status: [301], location: 'https://workers-lb.example.net/api/app/status'})],
    gives: ['broken', 'load-balancer-not-plain-http'],
  },
  {
    name: 'the balancer wants TLS',
    ...c7,
    sights: [dialled({status: [400], excerpt: 'The plain HTTP request was sent to HTTPS port'})],
    gives: ['broken', 'load-balancer-not-plain-http'],
  },
  {
    name: 'the balancer answers 502',
    ...c7,
    sights: [dialled({status: [502]})],
    gives: ['broken', 'worker-behind-load-balancer-down'],
  },
  {
    name: 'two processes answer in turn',
    ...c7,
    sights: [
      dialled({
        status: [
          [lb, 1],
          [lb, 2],
          [lb, 1],
          [lb, 2],
        ],
        handshake: 'session-unknown',
      }),
    ],
    gives: ['broken', 'several-workers-one-address'],
  },
  {
    name: 'the connection is cut after half a second',
    ...c7,
    sights: [dialled({status: [[lb, 1]], handshake: 'opens', cutAfter: 510})],
    gives: ['broken', 'load-balancer-cuts-connection'],
  },
  {
    name: 'the name that was typed is refused at that port',
    ...blocked,
    sights: [{...named, tcp: 'refused', status: [], handshake: undefined}],
    gives: ['broken', 'worker-port-blocked'],
  },
  {
    name: 'the balancer listens at another port',
    ...blocked,
    sights: [
      {...named, tcp: 'refused', status: [], handshake: undefined},
      {...named, as: 'balancer', port: 8080},
    ],
    gives: ['broken', 'load-balancer-port-mismatch'],
  },
  {
    name: 'the typed name is unknown on the primary',
    ...blocked,
    sights: [{...named, name: 'name-unknown', status: [], handshake: undefined}],
    gives: ['broken', 'worker-name-unresolvable'],
  },
  {
    name: 'a healthy worker, WebSocket refused',
    capture: 'c2-nginx-read-timeout-5s',
    sights: [dialled({status: [[lb, 18613]], handshake: 'opens', upgrade: 400})],
    gives: ['at-risk', 'websocket-upgrade-blocked'],
  },
  {
    name: 'a healthy worker whose idle probe is cut after 5 s',
    capture: 'c2-nginx-read-timeout-5s',
    sights: [dialled({status: [[lb, 18613]], handshake: 'opens', upgrade: 101, cutAfter: 5010})],
    gives: ['healthy', null],
  },
  {
    name: 'a worker that is connected at the moment, and whose probe is cut before it would say anything',
    capture: 'c2-nginx-read-timeout-5s',
    sights: [dialled({status: [[lb, 18613]], handshake: 'opens', upgrade: 101, cutAfter: 510})],
    gives: ['broken', 'load-balancer-cuts-connection'],
  },
  {
    name: 'a healthy worker whose idle probe is cut after 1.5 s',
    capture: 'c2-nginx-read-timeout-5s',
    sights: [dialled({status: [[lb, 18613]], handshake: 'opens', upgrade: 101, cutAfter: 1510})],
    gives: ['healthy', null],
  },
  {
    name: 'a healthy worker whose clock is 30 s ahead',
    capture: 'c2-nginx-read-timeout-5s',
    sights: [dialled({status: [[lb, 18613]], handshake: 'opens', upgrade: 101, ahead: 30})],
    gives: ['at-risk', 'clock-skew'],
  },
  {
    name: 'a healthy worker, two processes behind its name: the others are never used',
    capture: 'c2-nginx-read-timeout-5s',
    sights: [
      dialled({
        status: [
          [lb, 1],
          [lb, 2],
          [lb, 1],
        ],
        handshake: 'opens',
        upgrade: 101,
      }),
    ],
    gives: ['at-risk', 'several-workers-one-address'],
  },
]

export interface ProbedCase extends Probed {
  readonly c: Case
  readonly facts: CronicleFacts
}

/** Folders and answers of each capture, without the settings of the balancer, and what the probe saw. */
export async function probedCases(): Promise<readonly ProbedCase[]> {
  const made: ProbedCase[] = []
  for (const probed of cases) {
    const folder = unpackCapture(probed.capture)
    const read = await collectCapture(folder, probed.kinds ?? ['primary', 'workers', 'api'])
    const c = withSights(read, `${folder}/p1`, ...probed.sights)
    made.push({...probed, c, facts: deriveCronicle(c)})
  }
  return made
}
