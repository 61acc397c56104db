import {isDeepStrictEqual} from 'node:util'
import {applySplices, type TextSplice} from '../apply-splices.ts'
import {type JsonScalar, setMembers} from '../edit-json.ts'
import {type JsonNode, memberOf, parseJsonTree} from '../json-tree.ts'
import {decodeListHeader, decodeListPage} from './decode-list.ts'

/** The texts of a stored list: its header, and every page by its number. */
export interface ListTexts {
  readonly header: string
  readonly pages: ReadonlyMap<number, string>
}

/** What becomes of them; what is not named stays. */
export interface ListEdit {
  readonly header: Change | null
  /** `removed`: the page is empty now, and not the only one. */
  readonly pages: ReadonlyMap<number, Change | 'removed'>
}

interface Change {
  readonly splices: readonly TextSplice[]
  readonly text: string
}

export type RecordEdit =
  | {readonly kind: 'remove'; readonly page: number; readonly index: number}
  | {
      readonly kind: 'change'
      readonly page: number
      readonly index: number
      readonly members: Readonly<Record<string, JsonScalar>>
    }

/**
 * Edits records of a list as pixl-server-storage would (list-splice.js): only the first and the last page may hold less
 * than `page_size`, so what follows a removed item moves up; a page that gets empty goes, and the header counts anew.
 * Each text is edited by splices. `reason` where the list is not sound, or an edit names no item.
 *
 * @param edits of different items
 */
export function editList(texts: ListTexts, edits: readonly RecordEdit[]): ListEdit | {readonly reason: string} {
  const decoded = decodeListHeader(texts.header)
  if ('problem' in decoded) return {reason: `its header ${decoded.problem}`}
  const {firstPage, lastPage, pageSize, length} = decoded.value
  const pages: OldPage[] = []
  for (let number = firstPage; number <= lastPage; number++) {
    const page = readPage(texts.pages.get(number) ?? null, number)
    if ('reason' in page) return page
    pages.push(page)
  }
  const count = pages.reduce((sum, {items}) => sum + items.length, 0)
  if (count !== length) return {reason: `its header counts ${length} items, and its pages hold ${count}`}
  const kept = pages.map(page => [...page.items])
  for (const edit of edits) {
    const at = pages.findIndex(p => p.number === edit.page)
    const item = pages[at]?.items[edit.index]
    if (item === undefined) return {reason: `it has no item ${edit.index} on page ${edit.page}`}
    const slot = kept[at]?.indexOf(item) ?? -1
    if (edit.kind === 'remove') kept[at]?.splice(slot, 1)
    else {
      const changed = setMembers(item, edit.members)
      if ('reason' in changed) return changed
      kept[at]?.splice(slot, 1, changed.text)
    }
  }
  moveUp(kept, pageSize)
  return collect(texts, pages, kept, {firstPage, lastPage})
}

interface OldPage {
  readonly number: number
  readonly text: string
  /** Each as written. Two of the same text may stand for each other. */
  readonly items: readonly string[]
  readonly node: Extract<JsonNode, {kind: 'array'}>
}

function readPage(text: string | null, number: number): OldPage | {readonly reason: string} {
  if (text === null) return {reason: `its page ${number} is missing`}
  const decoded = decodeListPage(text)
  const parsed = parseJsonTree(text)
  if ('problem' in decoded) return {reason: `its page ${number} ${decoded.problem}`}
  if ('reason' in parsed) return {reason: `its page ${number}: ${parsed.reason}`}
  const node = memberOf(parsed.root, 'items')?.value
  if (node?.kind !== 'array') return {reason: `its page ${number} is no list page`}
  return {number, text, node, items: node.items.map(({start, end}) => text.slice(start, end))}
}

/** Fills each page but the first, which may be short, from the one after it. */
function moveUp(pages: string[][], pageSize: number): void {
  for (let i = 1; i < pages.length - 1; i++) {
    for (let next = i + 1; next < pages.length; next++) {
      const missing = pageSize - (pages[i]?.length ?? 0)
      if (missing > 0) pages[i]?.push(...(pages[next]?.splice(0, missing) ?? []))
    }
  }
}

function collect(
  texts: ListTexts,
  pages: readonly OldPage[],
  kept: readonly (readonly string[])[],
  {firstPage, lastPage}: {readonly firstPage: number; readonly lastPage: number},
): ListEdit | {readonly reason: string} {
  const filled = kept.flatMap((items, i) => (items.length > 0 ? [firstPage + i] : []))
  const first = filled[0] ?? firstPage
  const last = filled.at(-1) ?? first
  const changed = new Map<number, Change | 'removed'>()
  for (const [i, page] of pages.entries()) {
    const items = kept[i] ?? []
    if (isDeepStrictEqual(items, page.items)) continue
    if (page.number < first || page.number > last) changed.set(page.number, 'removed')
    else changed.set(page.number, writeItems(page, items))
  }
  const length = kept.reduce((sum, items) => sum + items.length, 0)
  const header = setMembers(texts.header, {
    ...(first === firstPage ? {} : {first_page: first}),
    ...(last === lastPage ? {} : {last_page: last}),
    length,
  })
  if ('reason' in header) return {reason: `its header: ${header.reason}`}
  return {header: header.splices.length === 0 ? null : header, pages: changed}
}

/** The items in place of the old ones, with the space between them as it was; only what differs is spliced. */
function writeItems({text, node}: OldPage, items: readonly string[]): Change {
  const [first, second] = node.items
  const from = first?.start ?? node.start + 1
  const to = items.length === 0 ? node.end - 1 : (node.items.at(-1)?.end ?? from)
  const start = items.length === 0 ? node.start + 1 : from
  const between = first && second ? text.slice(first.end, second.start) : ','
  const before = text.slice(start, to)
  const after = items.join(between)
  let head = 0
  while (head < Math.min(before.length, after.length) && before[head] === after[head]) head++
  let tail = 0
  while (tail < Math.min(before.length, after.length) - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++
  const splice = {from: start + head, to: to - tail, insert: after.slice(head, after.length - tail)}
  return {splices: [splice], text: applySplices(text, [splice]) ?? text}
}
