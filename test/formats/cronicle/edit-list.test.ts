import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {applySplices} from '../../../src/formats/apply-splices.ts'
import {editList, type ListEdit, type ListTexts, type RecordEdit} from '../../../src/formats/cronicle/edit-list.ts'
import {storageFile} from '../../../src/formats/cronicle/storage-file.ts'
import {openStorage} from '../../cronicle/open-storage.ts'
import {mutatedTexts} from '../../mutate.ts'
import {scratch} from '../../unpack.ts'

const key = 'global/servers'
const settings = (baseDir: string) => ({engine: 'Filesystem', Filesystem: {base_dir: baseDir, key_namespaces: 1}})
const fileOf = (baseDir: string, of: string) =>
  storageFile(of, {baseDir, keyNamespaces: true, keyPrefix: '', keyTemplate: '', rawFilePaths: false})

const server = (i: number) => ({hostname: `s${i}`, ip: `10.0.0.${i}`})

/** A list as the genuine library writes it: `front` items are unshifted, so that pages get negative numbers. */
async function written(front: number, back: number, pageSize = 3): Promise<string> {
  const baseDir = join(scratch(), 'data')
  const storage = await openStorage(settings(baseDir))
  await storage.create(key, {page_size: pageSize})
  for (let i = 0; i < back; i++) await storage.push(key, server(i))
  for (let i = 0; i < front; i++) storage.unshiftLater(key, server(100 + i))
  await storage.close()
  return baseDir
}

function textsIn(baseDir: string): ListTexts {
  const header = readFileSync(fileOf(baseDir, key), 'utf8')
  const {first_page: first, last_page: last} = JSON.parse(header) as {first_page: number; last_page: number}
  const pages = Array.from({length: last - first + 1}, (_, i) => first + i)
  return {header, pages: new Map(pages.map(page => [page, readFileSync(fileOf(baseDir, `${key}/${page}`), 'utf8')]))}
}

function carryOut(baseDir: string, texts: ListTexts, edit: ListEdit): void {
  const write = (of: string, text: string) => {
    mkdirSync(dirname(fileOf(baseDir, of)), {recursive: true})
    writeFileSync(fileOf(baseDir, of), text)
  }
  if (edit.header) write(key, applySplices(texts.header, edit.header.splices) ?? '')
  for (const [page, change] of edit.pages) {
    if (change === 'removed') rmSync(fileOf(baseDir, `${key}/${page}`))
    else write(`${key}/${page}`, applySplices(texts.pages.get(page) ?? '', change.splices) ?? '')
  }
}

async function readBack(baseDir: string) {
  const storage = await openStorage(settings(baseDir))
  const list = await storage.list<{hostname: string; ip: string}>(key)
  const single = await Promise.all((list?.items ?? []).map((_, i) => storage.list<{hostname: string}>(key, i, 1)))
  await storage.close()
  return {
    names: list?.items.map(i => i.hostname),
    header: list?.header,
    byPlace: single.map(s => s?.items[0]?.hostname),
  }
}

/** Page and index of the item at a place in the whole list. */
function positions({pages}: ListTexts): readonly {page: number; index: number}[] {
  return [...pages].flatMap(([page, text]) =>
    (JSON.parse(text) as {items: unknown[]}).items.map((_, index) => ({page, index})),
  )
}

describe('editList on lists that pixl-server-storage wrote, read back by it', () => {
  const lists = [
    [0, 1],
    [0, 2],
    [0, 4],
    [0, 9],
    [2, 8],
    [5, 7],
    [7, 0],
  ] as const
  test.each(lists)('each item of %i in front and %i behind can be taken out', async (front, back) => {
    const source = await written(front, back)
    const texts = textsIn(source)
    const before = (await readBack(source)).names ?? []
    for (const [i, at] of positions(texts).entries()) {
      const baseDir = await written(front, back)
      const edit = editList(texts, [{kind: 'remove', ...at}])
      if ('reason' in edit) throw new Error(edit.reason)
      carryOut(baseDir, texts, edit)
      const after = await readBack(baseDir)
      const left = before.filter((_, k) => k !== i)
      expect(after.names).toEqual(left)
      expect(after.byPlace).toEqual(left)
      expect(after.header?.length).toBe(left.length)
      // Nothing is left over or missing for whoever adds to it afterwards.
      const storage = await openStorage(settings(baseDir))
      await storage.push(key, server(77))
      storage.unshiftLater(key, server(78))
      await storage.close()
      expect((await readBack(baseDir)).byPlace).toEqual(['s78', ...left, 's77'])
    }
  })

  test('a changed record keeps what else stands in it, and every other file its bytes', async () => {
    const baseDir = await written(2, 5)
    const texts = textsIn(baseDir)
    const edit = editList(texts, [{kind: 'change', page: 0, index: 1, members: {ip: '172.31.50.31'}}])
    if ('reason' in edit) throw new Error(edit.reason)
    expect(edit.header).toBeNull()
    expect([...edit.pages.keys()]).toEqual([0])
    const page = edit.pages.get(0)
    expect(page !== 'removed' && page?.splices).toHaveLength(1)
    expect(page !== 'removed' && page?.text).toBe(texts.pages.get(0)?.replace('10.0.0.1', '172.31.50.31'))
  })

  test('several at once', async () => {
    const baseDir = await written(0, 8)
    const texts = textsIn(baseDir)
    const edits: RecordEdit[] = [
      {kind: 'remove', page: 0, index: 0},
      {kind: 'remove', page: 1, index: 2},
      {kind: 'change', page: 2, index: 1, members: {hostname: 'new'}},
    ]
    const edit = editList(texts, edits)
    if ('reason' in edit) throw new Error(edit.reason)
    carryOut(baseDir, texts, edit)
    expect((await readBack(baseDir)).byPlace).toEqual(['s1', 's2', 's3', 's4', 's6', 'new'])
  })

  test('a list written for people keeps its lines', () => {
    const header = '{\n\t"type": "list",\n\t"page_size": 50,\n\t"first_page": 0,\n\t"last_page": 0,\n\t"length": 3\n}\n'
    const item = (n: string) => `{\n\t\t\t"hostname": "${n}"\n\t\t}`
    const page = (names: string[]) =>
      `{\n\t"type": "list_page",\n\t"items": [\n\t\t${names.map(item).join(',\n\t\t')}\n\t]\n}\n`
    const edit = editList({header, pages: new Map([[0, page(['a', 'b', 'c'])]])}, [{kind: 'remove', page: 0, index: 1}])
    if ('reason' in edit) throw new Error(edit.reason)
    expect(edit.header?.text).toBe(header.replace('"length": 3', '"length": 2'))
    expect(edit.pages.get(0)).toMatchObject({text: page(['a', 'c'])})
  })
})

describe('editList', () => {
  const header = '{"type":"list","page_size":2,"first_page":-1,"last_page":1,"length":4}'
  const pages = ['[{"hostname":"a"}]', '[{"hostname":"b"},{"hostname":"c"}]', '[{"hostname":"d"}]']
  const whole: ListTexts = {
    header,
    pages: new Map(pages.map((items, i) => [i - 1, `{"type":"list_page","items":${items}}`])),
  }

  test.each<[string, ListTexts, RecordEdit]>([
    ['a page is missing', {...whole, pages: new Map([[0, '{"items":[]}']])}, {kind: 'remove', page: 0, index: 0}],
    ['the header counts otherwise', {...whole, header: header.replace('4', '5')}, {kind: 'remove', page: 0, index: 0}],
    ['there is no such item', whole, {kind: 'remove', page: 1, index: 1}],
    ['the header is none', {...whole, header: '{}'}, {kind: 'remove', page: 0, index: 0}],
  ])('refuses where %s', (_, texts, edit) => {
    expect(editList(texts, [edit])).toHaveProperty('reason')
  })

  test('of damaged texts: refuses, or leaves every other item as it stands', () => {
    const edits = fc.constantFrom<RecordEdit>(
      {kind: 'remove', page: -1, index: 0},
      {kind: 'remove', page: 0, index: 1},
      {kind: 'change', page: 1, index: 0, members: {ip: 'x'}},
    )
    const page = (n: number) => mutatedTexts([whole.pages.get(n) ?? ''])
    fc.assert(
      fc.property(mutatedTexts([header]), page(-1), page(0), page(1), edits, (head, a, b, c, edit) => {
        for (const texts of [
          {header: head, pages: whole.pages},
          {
            header,
            pages: new Map([
              [-1, a],
              [0, b],
              [1, c],
            ]),
          },
        ]) {
          const result = editList(texts, [edit])
          if ('reason' in result) continue
          const items = (list: Iterable<string>) =>
            [...list].flatMap(t => (JSON.parse(t) as {items: unknown[]}).items.map(i => JSON.stringify(i)))
          const after = new Map(texts.pages)
          for (const [n, change] of result.pages) {
            if (change === 'removed') after.delete(n)
            else after.set(n, change.text)
          }
          const wanted = items(texts.pages.values())
          const left = items(after.values())
          expect(left.length).toBe(wanted.length - (edit.kind === 'remove' ? 1 : 0))
          expect(left.filter(i => !wanted.includes(i)).length).toBeLessThanOrEqual(edit.kind === 'change' ? 1 : 0)
        }
      }),
      {numRuns: 2000},
    )
  })
})
