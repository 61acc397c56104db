import {createRequire} from 'node:module'
import {join} from 'node:path'
import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {decodeListHeader, decodeListPage} from '../../../src/formats/cronicle/decode-list.ts'
import {decodeActivityRow, decodeStoredGroup, decodeStoredServer} from '../../../src/formats/cronicle/decode-records.ts'
import {matchGroup} from '../../../src/formats/cronicle/match-group.ts'
import {storageFile} from '../../../src/formats/cronicle/storage-file.ts'
import {localFiles} from '../../../src/sources/cronicle/local-files.ts'
import {readStorage} from '../../../src/sources/cronicle/read-storage.ts'
import {mutatedTexts} from '../../mutate.ts'
import {scratch} from '../../unpack.ts'

const layout = {baseDir: '/d', keyNamespaces: true, keyPrefix: '', keyTemplate: '', rawFilePaths: false}

describe('storageFile', () => {
  it('is where Cronicle 0.9.129 writes', () => {
    expect(storageFile('global/servers', layout)).toBe('/d/global/73/f2/06/73f2061c54ebbd19ba9bbddd70299297.json')
    expect(storageFile('global/servers/0', layout)).toBe('/d/global/af/56/5a/af565a097a0cf8d7d5855ecc92c24c34.json')
    expect(storageFile('global/server_groups/0', layout)).toBe(
      '/d/global/70/a4/5b/70a45b37adf20d85be16525c9a8e8e03.json',
    )
  })
})

interface Storage {
  listCreate(key: string, options: object, done: (error: unknown) => void): void
  listPush(key: string, items: readonly object[], done: (error: unknown) => void): void
  listUnshift(key: string, items: readonly object[], done: (error: unknown) => void): void
  shutdown(done: () => void): void
}
const Standalone = createRequire(import.meta.url)('pixl-server-storage/standalone') as new (
  settings: object,
  done: (error: unknown) => void,
) => Storage

const each = (run: (done: (error: unknown) => void) => void) =>
  new Promise<void>((resolve, reject) => run(error => (error ? reject(error) : resolve())))

/** Lists of servers as the genuine library writes them under these settings of its engine. */
async function writeStorage(settings: Record<string, unknown>): Promise<string> {
  const base = join(scratch(), 'data')
  let storage: Storage | undefined
  await each(done => {
    storage = new Standalone({engine: 'Filesystem', Filesystem: {base_dir: base, ...settings}}, done)
  })
  const open = storage as Storage
  const server = (i: number) => ({hostname: `s${i}`, ip: `10.0.0.${i}`})
  await each(done => open.listCreate('global/servers', {page_size: 3}, done))
  await each(done => open.listPush('global/servers', [4, 5, 6, 7, 8].map(server), done))
  for (const i of [3, 2, 1]) await each(done => open.listUnshift('global/servers', [server(i)], done))
  await each(done => open.listPush('global/server_groups', [{id: 'a', title: 'A', regexp: '.+', master: 1}], done))
  await new Promise<void>(resolve => open.shutdown(resolve))
  return base
}

describe('a storage written by pixl-server-storage', () => {
  const settings = [
    {},
    {key_namespaces: 1},
    {key_namespaces: 1, key_prefix: 'cron/one'},
    {key_template: '##/##/[md5]'},
    {key_namespaces: 1, key_template: '#/[key]'},
    {raw_file_paths: 1},
    {key_namespaces: 1, pretty: 1},
  ]
  it.each(settings.map(s => [JSON.stringify(s), s] as const))('is read whole with %s', async (_, given) => {
    const baseDir = await writeStorage(given)
    const prefix = String((given as {key_prefix?: string}).key_prefix ?? '')
    const storage = await readStorage(
      localFiles(baseDir, baseDir),
      {
        baseDir,
        keyNamespaces: 'key_namespaces' in given,
        keyPrefix: prefix === '' ? '' : `${prefix}/`,
        keyTemplate: String((given as {key_template?: string}).key_template ?? ''),
        rawFilePaths: 'raw_file_paths' in given,
      },
      'Filesystem',
    )
    const servers =
      storage.state === 'read' && storage.value.servers.state === 'read' ? storage.value.servers.value : null
    expect(servers?.items.map(i => i.value.hostname)).toEqual(['s1', 's2', 's3', 's4', 's5', 's6', 's7', 's8'])
    expect(servers).toMatchObject({length: 8, firstPage: -1, lastPage: 1, damage: []})
    expect(servers?.items.map(i => [i.at.page, i.at.index])).toEqual([
      [-1, 0],
      [-1, 1],
      [-1, 2],
      [0, 0],
      [0, 1],
      [0, 2],
      [1, 0],
      [1, 1],
    ])
  })
})

describe('records', () => {
  const header = '{"page_size":50,"first_page":-1,"last_page":0,"length":2,"type":"list"}'
  const page =
    '{"type":"list_page","items":[{"hostname":"a","ip":"1.2.3.4"},{"epoch":1.5,"action":"error","description":"x"}]}'

  it('of a header that claims millions of pages are not looked for', () => {
    expect(decodeListHeader(header.replace('-1', '-99999999'))).toEqual({problem: 'claims 100000000 pages'})
    expect(decodeListHeader(header.replace('"last_page":0', '"last_page":-2'))).toHaveProperty('problem')
  })

  it('of the activity log lose headers and keys', () => {
    const row = {
      epoch: 7,
      action: 'server_add',
      hostname: 'w',
      ip: '1.1.1.1',
      headers: {'x-api-key': 'k'},
      api_key: 'k',
    }
    expect(decodeActivityRow(row)).toEqual({epoch: 7, action: 'server_add', hostname: 'w', description: null})
    expect(decodeActivityRow({epoch: 7, action: 'user_login', username: 'u'})).toBeNull()
  })

  it('never throw, whatever the bytes', () => {
    fc.assert(
      fc.property(mutatedTexts([header, page]), text => {
        decodeListHeader(text)
        const items = decodeListPage(text)
        for (const item of 'value' in items ? items.value : []) {
          decodeStoredServer(item)
          decodeStoredGroup(item)
          decodeActivityRow(item)
        }
      }),
      {numRuns: 500},
    )
  })
})

describe('matchGroup', () => {
  const group = (regexp: string) => ({id: '', title: '', regexp, primary: true})
  it('matches as the server does: anywhere, and told apart by case', () => {
    expect(matchGroup(group('^(cron\\.example)$'), 'cron.example').result).toBe('matches')
    expect(matchGroup(group('cron'), 'my-cron-1').result).toBe('matches')
    expect(matchGroup(group('^cron$'), 'Cron').result).toBe('differs')
    expect(matchGroup(group('('), 'a').result).toBe('invalid')
  })
  it('gives up on an expression without end', () => {
    expect(matchGroup(group('^(a+)+$'), `${'a'.repeat(60)}!`).result).toBe('too-slow')
  })
})
