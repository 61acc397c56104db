import type {CronicleFacts, Quote, Worker} from '../../../facts/cronicle/types.ts'
import {leadsToSeveral} from './balancer-routes.ts'
import {quote} from './view-of.ts'

/** One name or address leads to more than this worker, by what answered or by the settings of a balancer. */
export function sharesItsName(worker: Worker, facts: CronicleFacts): boolean {
  const {several, sharesAddressWith} = worker
  const answered = several !== null || lostSessions(worker).length > 0 || logsPostErrors(worker)
  return answered || sharesAddressWith.length > 0 || leadsToSeveral(worker, facts)
}

/** The primary logs what it gets when a session it opened is unknown to whoever answers next. */
export function logsPostErrors({link}: Worker): boolean {
  return link.errors.includes('xhr post error')
}

/** Sessions that one process opened and another one was asked about: Engine.IO error 1. */
export function lostSessions({views}: Worker): readonly Quote[] {
  return views.flatMap(({probe}) =>
    probe.handshakes.flatMap(h => (h.answered && h.error?.code === 1 ? [quote(probe, h.error.message)] : [])),
  )
}
