/** An XML element; an attribute that is undefined is left out, text stands before the children. */
export interface Element {
  readonly name: string
  readonly attributes?: Readonly<Record<string, string | number | undefined>>
  readonly text?: string
  readonly children?: readonly Element[]
}

/** A document in XML 1.0, indented. */
export function renderXml(root: Element): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${elementText(root, '')}\n`
}

function elementText({name, attributes = {}, text = '', children = []}: Element, indent: string): string {
  const given = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escapeAttribute(String(value))}"`],
  )
  const start = `${indent}<${name}${given.join('')}`
  if (text === '' && children.length === 0) return `${start}/>`
  if (children.length === 0) return `${start}>${escapeText(text)}</${name}>`
  const inside = children.map(child => elementText(child, `${indent}  `)).join('\n')
  return `${start}>${escapeText(text)}\n${inside}\n${indent}</${name}>`
}

function escapeText(text: string): string {
  return onlyCharacters(text).replace(/[&<>\r]/g, entityOf)
}

/** A parser turns line breaks and tabs of an attribute into spaces unless they are written as references. */
function escapeAttribute(text: string): string {
  return onlyCharacters(text).replace(/[&<>"'\r\n\t]/g, entityOf)
}

function entityOf(character: string): string {
  const names: Readonly<Record<string, string>> = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;'}
  return names[character] ?? `&#${character.charCodeAt(0)};`
}

/** Without what no XML 1.0 document may hold, not even as a reference (production 2, `Char`). */
function onlyCharacters(text: string): string {
  return text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
}
