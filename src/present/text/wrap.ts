const typography: Readonly<Record<string, string>> = {
  '≠': '!=',
  '≥': '>=',
  '≤': '<=',
  '→': '->',
  '…': '...',
  '–': '-',
  '—': '-',
  '×': 'x',
  '·': '-',
  '•': '-',
  '“': '"',
  '”': '"',
  '‘': "'",
  '’': "'",
  '⌊': '',
  '⌋': '',
}

/**
 * Evidence quotes files, logs and answers: control characters in them must not reach a terminal. Without Unicode,
 * our own typography is written in ASCII; names from outside stay as they are.
 */
export function printable(text: string, unicode: boolean): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
  const visible = text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, c => {
    return c === '\t' ? ' ' : `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`
  })
  return unicode ? visible : visible.replace(/[≠≥≤→…–—×·•“”‘’⌊⌋]/g, c => typography[c] ?? c)
}

/** Breaks at spaces so that no line is wider than `width`, unless one word is; own line breaks are kept. */
export function wrap(text: string, width: number): readonly string[] {
  return text.split('\n').flatMap(paragraph => {
    const lines: string[] = []
    let line = ''
    for (const word of paragraph.split(/ +/)) {
      if (line !== '' && displayWidth(line) + 1 + displayWidth(word) > width) {
        lines.push(line)
        line = word
      } else {
        line = line === '' ? word : `${line} ${word}`
      }
    }
    return [...lines, line]
  })
}

/** Columns a text takes: wide for the East Asian blocks, none for combining marks. */
export function displayWidth(text: string): number {
  // Latin letters and our own typography take one column each; a segmenter is slow to make.
  if (/^[\u0020-\u007e\u00a0-\u02ff\u2010-\u2bff]*$/.test(text)) return text.length
  segmenter ??= new Intl.Segmenter(undefined, {granularity: 'grapheme'})
  let width = 0
  for (const {segment} of segmenter.segment(text)) width += wide.test(segment) ? 2 : 1
  return width
}

/** The text as it is when it fits into so many columns (null: always), else its beginning and three dots. */
export function cutTo(text: string, columns: number | null): string {
  if (columns === null || displayWidth(text) <= columns) return text
  let end = Math.min(text.length, Math.max(0, columns - 3))
  while (end > 0 && displayWidth(text.slice(0, end)) > columns - 3) end--
  return `${text.slice(0, end)}...`
}

const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u

let segmenter: Intl.Segmenter | null = null
