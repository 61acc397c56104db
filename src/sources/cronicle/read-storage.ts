import type {CronicleStorage, StoredList} from '../../case/cronicle.ts'
import {absent, type Read, read, unreadable} from '../../case/read.ts'
import {decodeListHeader, decodeListPage, type ListHeader} from '../../formats/cronicle/decode-list.ts'
import {decodeActivityRow, decodeStoredGroup, decodeStoredServer} from '../../formats/cronicle/decode-records.ts'
import {type FilesystemLayout, storageFile} from '../../formats/cronicle/storage-file.ts'
import type {ServerFiles} from './server-files.ts'

/** Pages of the activity log that are read: some hundred rows back. */
const activityPages = 4

/**
 * The lists that decide who belongs to the cluster, by plain reads of the Filesystem engine's files. `absent` where
 * there is no list of servers: a worker has none.
 */
export async function readStorage(
  files: ServerFiles,
  layout: FilesystemLayout,
  engine: string,
): Promise<Read<CronicleStorage>> {
  const servers = await readList(files, layout, 'global/servers', decodeStoredServer)
  if (servers.state === 'absent') return servers
  return read({
    engine,
    baseDir: files.shown(layout.baseDir),
    servers,
    groups: await readList(files, layout, 'global/server_groups', decodeStoredGroup),
    activity: await readList(files, layout, 'logs/activity', decodeActivityRow, activityPages),
  })
}

async function readList<T>(
  files: ServerFiles,
  layout: FilesystemLayout,
  key: string,
  decode: (item: unknown) => T | null,
  mostPages = Number.POSITIVE_INFINITY,
): Promise<Read<StoredList<T>>> {
  let list = await readListOnce(files, layout, key, decode, mostPages)
  // A running primary writes page and header one after the other.
  if (
    list.state === 'read' &&
    mostPages === Number.POSITIVE_INFINITY &&
    list.value.length !== list.value.items.length
  ) {
    list = await readListOnce(files, layout, key, decode, mostPages)
  }
  return list
}

async function readListOnce<T>(
  files: ServerFiles,
  layout: FilesystemLayout,
  key: string,
  decode: (item: unknown) => T | null,
  mostPages: number,
): Promise<Read<StoredList<T>>> {
  const path = storageFile(key, layout)
  const file = files.shown(path)
  const got = await files.text(path)
  if ('absent' in got) return absent(`${file} (${key})`)
  if ('problem' in got) return unreadable(file, got.problem)
  const header = decodeListHeader(got.text)
  if ('problem' in header) return unreadable(file, `${key} ${header.problem}`)
  const {firstPage, lastPage} = header.value
  const pages = await readPages(files, layout, key, decode, {
    ...header.value,
    lastPage: Math.min(lastPage, firstPage + mostPages - 1),
  })
  return read({...header.value, file, ...pages})
}

async function readPages<T>(
  files: ServerFiles,
  layout: FilesystemLayout,
  key: string,
  decode: (item: unknown) => T | null,
  {firstPage, lastPage}: ListHeader,
): Promise<Pick<StoredList<T>, 'items' | 'damage'>> {
  const items: StoredList<T>['items'][number][] = []
  const damage: {file: string; problem: string}[] = []
  for (let page = firstPage; page <= lastPage; page++) {
    const path = storageFile(`${key}/${page}`, layout)
    const file = files.shown(path)
    const got = await files.text(path)
    if (!('text' in got)) {
      damage.push({file, problem: 'absent' in got ? `page ${page} of ${key} is missing` : got.problem})
      continue
    }
    const decoded = decodeListPage(got.text)
    if ('problem' in decoded) {
      damage.push({file, problem: `page ${page} of ${key} ${decoded.problem}`})
      continue
    }
    decoded.value.forEach((item, index) => {
      const value = decode(item)
      if (value !== null) items.push({value, at: {file, page, index}})
    })
  }
  return {items, damage}
}
