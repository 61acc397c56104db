import {originText} from '../../../facts/cronicle/identity.ts'
import type {Primary, Quote} from '../../../facts/cronicle/types.ts'

/** What the primary calls itself: as it says, else as its settings will make it; null when neither is known. */
export function ownName(primary: Primary): {readonly value: string; readonly quote: Quote} | null {
  const {identity, next} = primary
  if (identity.hostname) return identity.hostname
  if (next.hostname === null) return null
  return {
    value: next.hostname.value,
    quote: {source: originText(next.hostname.from), value: `hostname ${next.hostname.value}`},
  }
}
