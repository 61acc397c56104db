import {sharesItsName} from '../../checks/worker-reachability/rules/shared-name.ts'
import type {CronicleFacts, Worker} from '../../facts/cronicle/types.ts'

/** Stands where a person has to fill the name in. */
export const placeOfName = 'OWN-NAME-AT-THE-BALANCER'

/** The name under which the primary has met the worker, in small letters; null where none is known. */
export function knownName(worker: Worker, facts: CronicleFacts): string | null {
  // One name for two workers is the fault, not the cure.
  if (sharesItsName(worker, facts)) return null
  const name = worker.typed.map(t => t.value.host).find(host => !/^[\d.]+$|:/.test(host))
  return name?.toLowerCase() ?? null
}

/**
 * The stored name of a worker in small letters, where it has capitals: the page and the API lower a name before they
 * look for it, so that record goes by no call of theirs. Null for every other worker.
 */
export function loweredName({record}: Worker): string | null {
  const stored = record?.value.hostname ?? ''
  return stored === stored.toLowerCase() ? null : stored.toLowerCase()
}
