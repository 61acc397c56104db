/** One line of a section: its words and where it stands. */
export interface HaproxyLine {
  readonly words: readonly string[]
  readonly line: number
}

export interface HaproxySection {
  readonly kind: string
  readonly name: string
  readonly line: number
  readonly lines: readonly HaproxyLine[]
}

const sectionWords = new Set(['global', 'defaults', 'frontend', 'backend', 'listen'])
/** Sections whose lines are of no interest; named so that theirs are not taken for the ones before. */
const otherWords = new Set(['userlist', 'peers', 'resolvers', 'mailers', 'program', 'cache', 'http-errors', 'ring'])

/** haproxy.cfg as sections of words; `#` begins a comment, quotes and backslashes keep blanks together. */
export function parseHaproxy(text: string): readonly HaproxySection[] {
  const sections: {kind: string; name: string; line: number; lines: HaproxyLine[]}[] = []
  text.split('\n').forEach((raw, i) => {
    const words = wordsOf(raw)
    const [first, second = ''] = words
    if (first === undefined) return
    if (sectionWords.has(first) || otherWords.has(first)) {
      sections.push({kind: first, name: second, line: i + 1, lines: []})
    } else sections.at(-1)?.lines.push({words, line: i + 1})
  })
  return sections
}

function wordsOf(raw: string): readonly string[] {
  const words: string[] = []
  for (const [found] of raw.slice(0, 4000).matchAll(/#.*|(?:\\.|"[^"]*"|'[^']*'|[^\s#])+/g)) {
    if (found.startsWith('#')) break
    words.push(found.replace(/["']/g, '').replace(/\\(.)/g, '$1'))
  }
  return words
}
