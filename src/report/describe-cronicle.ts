import {originText} from '../facts/cronicle/identity.ts'
import type {CronicleFacts, Identity, Primary, Worker} from '../facts/cronicle/types.ts'
import type {OwnValue} from '../formats/cronicle/own-identity.ts'
import {type DialRow, dialRows} from './dial-rows.ts'

/** What the report shows under `facts` for Cronicle: plain values only. */
export interface DescribedCronicle {
  readonly primary: {
    readonly server: string
    readonly identity: DescribedIdentity
    /** After its next start, with where that comes from. */
    readonly next: DescribedNext
    readonly stored: boolean | null
    readonly leading: string
    readonly dialPort: number | null
    readonly useHostnames: boolean | null
  }
  readonly workers: readonly DescribedWorker[]
  /** Who dials whom, at which address, seen from where, and what answered. */
  readonly dialled: readonly DialRow[]
  readonly unread: readonly {readonly where: string; readonly reason: string}[]
}

export interface DescribedIdentity {
  readonly hostname: string | null
  readonly ip: string | null
  readonly from: string | null
}

interface DescribedNext {
  readonly hostname: {readonly value: string; readonly from: string} | null
  readonly ip: {readonly value: string; readonly from: string} | null
}

export interface DescribedWorker {
  readonly worker: string
  readonly typed: readonly {readonly host: string; readonly port: number | null; readonly from: string}[]
  readonly reported: DescribedIdentity
  readonly next: DescribedNext
  readonly stored: {
    readonly hostname: string
    readonly ip: string | null
    readonly file: string
    readonly page: number
    readonly index: number
  } | null
  readonly dialled: {readonly url: string; readonly by: 'ip' | 'hostname'} | null
  /** `hostname, pid` of every process that answered at its addresses. */
  readonly answeredBy: readonly string[]
  readonly link: {readonly state: string; readonly error: string | null; readonly losses: number}
  readonly secretKey: 'same' | 'differs' | 'unknown'
  /** Worker's clock minus primary's. */
  readonly clockSeconds: number | null
}

export function describeCronicle(facts: CronicleFacts): DescribedCronicle {
  return {
    primary: describePrimary(facts.primary),
    workers: facts.workers.map(describeWorker),
    dialled: dialRows(facts),
    unread: facts.cluster.unread,
  }
}

function describePrimary(primary: Primary): DescribedCronicle['primary'] {
  const {identity, next, records, leading, settings} = primary
  const name = identity.hostname?.value ?? next.hostname?.value
  return {
    server: primary.label,
    identity: describeIdentity(identity),
    next: describeNext(next),
    stored:
      records.state === 'read' && name !== undefined ? records.value.items.some(r => r.value.hostname === name) : null,
    leading: leading.state,
    dialPort: settings.dialPort?.value ?? null,
    useHostnames: settings.useHostnames?.value ?? null,
  }
}

function describeWorker(worker: Worker): DescribedWorker {
  const {record, dialled, link, several} = worker
  const answers = worker.views.flatMap(v =>
    v.probe.status.flatMap(s =>
      s.answered && s.status ? [`${s.status.hostname}, pid ${s.status.pid ?? 'unknown'}`] : [],
    ),
  )
  return {
    worker: worker.label,
    typed: worker.typed.map(({value, quote}) => ({...value, from: quote.source})),
    reported: describeIdentity(worker.reported),
    next: describeNext(worker.next),
    stored: record && {...record.value, ...record.at},
    dialled: dialled && {url: dialled.value.url, by: dialled.value.by},
    answeredBy: [...new Set([...answers, ...(several?.processes ?? [])])],
    link: {state: link.state, error: link.error, losses: link.losses},
    secretKey: worker.key.state,
    clockSeconds: worker.clock?.seconds ?? null,
  }
}

function describeIdentity({hostname, ip}: Identity): DescribedIdentity {
  return {
    hostname: hostname?.value ?? null,
    ip: ip?.value ?? null,
    from: hostname?.quote.source ?? ip?.quote.source ?? null,
  }
}

function describeNext(next: Worker['next']): DescribedNext {
  const described = (own: OwnValue | null) => own && {value: own.value, from: originText(own.from)}
  return {hostname: described(next.hostname), ip: described(next.ip)}
}
