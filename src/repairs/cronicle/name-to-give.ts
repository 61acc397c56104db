import type {Worker} from '../../facts/cronicle/types.ts'

/** Stands where a person has to fill the name in. */
export const placeOfName = 'OWN-NAME-AT-THE-BALANCER'

/** The name under which the primary has met the worker, in small letters; null where none is known. */
export function knownName({typed, sharesAddressWith, several}: Worker): string | null {
  // One name for two workers is the fault, not the cure.
  if (sharesAddressWith.length > 0 || several !== null) return null
  const name = typed.map(t => t.value.host).find(host => !/^[\d.]+$|:/.test(host))
  return name?.toLowerCase() ?? null
}
