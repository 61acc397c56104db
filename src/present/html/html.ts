/** Text that is markup already; only `html` and `svg` templates of this folder make it. */
export interface Markup {
  readonly markup: string
}

export type Part = string | number | bigint | Markup | null | readonly Part[]

/** Template tag: every value is escaped unless it is markup itself; null is nothing, lists stand one after the other. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return {markup: strings.map((text, i) => text + (i < parts.length ? markupOf(parts[i] ?? null) : '')).join('')}
}

function markupOf(part: Part): string {
  if (part === null) return ''
  if (isMarkup(part)) return part.markup
  if (Array.isArray(part)) return part.map(markupOf).join('')
  return escapeText(String(part))
}

function isMarkup(part: Part): part is Markup {
  return typeof part === 'object' && part !== null && 'markup' in part
}

const entities: Readonly<Record<string, string>> = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;'}

/** Logs and answers are quoted: control characters are shown, not passed on. */
function escapeText(text: string): string {
  return text
    .replace(/[&<>"']/g, c => entities[c] ?? c)
    .replace(
      // biome-ignore lint/suspicious/noControlCharactersInRegex: HTML has no place for these
      /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
      c => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`,
    )
}
