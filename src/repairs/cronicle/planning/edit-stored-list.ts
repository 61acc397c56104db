import type {RecordPosition, StoredList} from '../../../case/cronicle.ts'
import {editList, type RecordEdit} from '../../../formats/cronicle/edit-list.ts'
import type {PlanInput, PlanStep} from '../../plan.ts'
import {unifiedDiff} from '../../planning/unified-diff.ts'
import type {CronicleContext} from './context.ts'
import {hashText} from './hash-text.ts'

/** One record of a list: taken out (`edit` null), or some of its members set. */
export interface ListChange {
  readonly list: 'servers' | 'server_groups'
  readonly at: RecordPosition
  readonly edit: Readonly<Record<string, string>> | null
}

export interface StoredEdit {
  readonly steps: readonly PlanStep[]
  readonly inputs: readonly PlanInput[]
}

/** The steps that change a list's pages and header; none of a list that says so already. */
export function editStoredList(
  context: CronicleContext,
  name: ListChange['list'],
  stored: StoredList<unknown>,
  changes: readonly ListChange[],
): StoredEdit | {readonly why: string} {
  const files = new Map([...stored.items].map(({at}) => [at.page, at.file]))
  const header = context.texts.get(stored.file)
  const texts = [...files].flatMap(([page, file]) => {
    const text = context.texts.get(file)
    return text ? [[page, text] as const] : []
  })
  if (header === undefined) return {why: `${stored.file} was not read`}
  const pages = new Map(texts)
  const edits = changes.map(({at: {page, index}, edit}): RecordEdit => {
    return edit === null ? {kind: 'remove', page, index} : {kind: 'change', page, index, members: edit}
  })
  const edited = editList({header: header.text, pages: new Map(texts.map(([page, {text}]) => [page, text]))}, edits)
  if ('reason' in edited) return {why: `global/${name}: ${edited.reason}`}
  const steps: PlanStep[] = []
  const inputs: PlanInput[] = []
  const add = (id: string, what: string, {realPath, text, sha256}: typeof header, change: Changed) => {
    inputs.push({path: realPath, sha256})
    steps.push(change === 'removed' ? removal(id, what, realPath) : edition(id, what, realPath, text, change))
  }
  // Pages first: a header that counts less than they hold would only hide a record.
  for (const [page, change] of [...edited.pages].toSorted(
    ([, a], [, b]) => Number(a === 'removed') - Number(b === 'removed'),
  )) {
    const text = pages.get(page)
    if (text) add(`${name}-${page}`, `global/${name}, page ${page}`, text, change)
  }
  if (edited.header) add(`${name}-header`, `global/${name}, its header`, header, edited.header)
  return {steps, inputs}
}

type Changed =
  | 'removed'
  | {readonly splices: readonly {from: number; to: number; insert: string}[]; readonly text: string}

function edition(
  id: string,
  what: string,
  path: string,
  before: string,
  {splices, text}: Exclude<Changed, string>,
): PlanStep {
  return {
    id,
    title: what,
    action: {kind: 'edit-text', path, splices, sha256: hashText(text)},
    diff: unifiedDiff(path, readable(before), readable(text)),
    undo: 'The old file is put back, byte for byte.',
  }
}

function removal(id: string, what: string, path: string): PlanStep {
  return {
    id,
    title: `${what}: it is empty now`,
    action: {kind: 'remove-file', path},
    diff: `- ${path}\n+ ${path} under another name in the same folder\n`,
    undo: 'The file gets its name back.',
  }
}

const shown = ['hostname', 'ip', 'id', 'title', 'regexp', 'master']

/** The library writes a page as one line; a diff of that shows nothing. Of a record only the members that are known. */
function readable(text: string): string {
  const {items, ...header} = JSON.parse(text) as {items?: readonly object[]}
  const known = (item: object) => Object.fromEntries(Object.entries(item).filter(([name]) => shown.includes(name)))
  return `${(items === undefined ? [header] : items.map(known)).map(line => JSON.stringify(line)).join('\n')}\n`
}
