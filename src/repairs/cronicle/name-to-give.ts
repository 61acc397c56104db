import type {Worker} from '../../facts/cronicle/types.ts'

/** The name under which the primary has met the worker; a place to fill in where none is known. */
export function nameToGive({typed, sharesAddressWith}: Worker): string {
  const named = typed.map(t => t.value.host).filter(host => !/^[\d.]+$|:/.test(host))
  // One name for two workers is the fault, not the cure.
  const [name] = sharesAddressWith.length > 0 ? [] : named
  return name?.toLowerCase() ?? 'OWN-NAME-AT-THE-BALANCER'
}
