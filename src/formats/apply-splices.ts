/** A stretch of a text, in UTF-16 units, and what comes in its place. */
export interface TextSplice {
  readonly from: number
  readonly to: number
  readonly insert: string
}

/** The edited text; null where stretches overlap, stand in no order or lie outside the text. */
export function applySplices(text: string, splices: readonly TextSplice[]): string | null {
  const parts: string[] = []
  let at = 0
  for (const {from, to, insert} of splices) {
    if (from < at || to < from || to > text.length) return null
    parts.push(text.slice(at, from), insert)
    at = to
  }
  return parts.join('') + text.slice(at)
}
