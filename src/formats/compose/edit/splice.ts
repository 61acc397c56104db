/**
 * A change of a text at one place: `[from, to)` is replaced. Every other byte stays, which is the point: YAML that is
 * parsed and written again loses comments, quotes and spacing.
 */
export interface Splice {
  readonly from: number
  readonly to: number
  readonly insert: string
}

/** The edited text, or why this text cannot be edited with certainty. */
export type Edit = {readonly ok: true; readonly text: string} | {readonly ok: false; readonly reason: string}

export const refuse = (reason: string): Edit => ({ok: false, reason})

export function applySplice(text: string, splice: Splice): string {
  return text.slice(0, splice.from) + splice.insert + text.slice(splice.to)
}

/** The line end used around a position: a file with CRLF keeps CRLF. */
export function lineEndAt(text: string, position: number): '\r\n' | '\n' {
  const next = text.indexOf('\n', position)
  const at = next >= 0 ? next : text.lastIndexOf('\n', position)
  return at > 0 && text[at - 1] === '\r' ? '\r\n' : '\n'
}

/** Position of the line break (or the end of the text) that ends the line of a position. */
export function endOfLine(text: string, position: number): number {
  const next = text.indexOf('\n', position)
  if (next < 0) return text.length
  return text[next - 1] === '\r' ? next - 1 : next
}

export function startOfLine(text: string, position: number): number {
  return text.lastIndexOf('\n', position - 1) + 1
}
