import {createHash} from 'node:crypto'

/** Settings of the Filesystem engine of pixl-server-storage that decide where a record lies. */
export interface FilesystemLayout {
  /** Without a slash at its end. */
  readonly baseDir: string
  readonly keyNamespaces: boolean
  readonly keyPrefix: string
  readonly keyTemplate: string
  readonly rawFilePaths: boolean
}

/**
 * File of the record under a key (engines/Filesystem.js, getFilePath). Keys that this tool asks for are in small
 * letters already and have no extension, so normalizeKey changes nothing about them.
 */
export function storageFile(key: string, layout: FilesystemLayout): string {
  if (layout.rawFilePaths) return `${layout.baseDir}/${key}.json`
  const md5 = createHash('md5').update(key).digest('hex')
  let folder = layout.baseDir
  if (layout.keyPrefix !== '') folder += `/${layout.keyPrefix}`
  if (layout.keyNamespaces) folder += `/${/^([\w\-.]+)\//.exec(key)?.[1] ?? key}`
  if (layout.keyTemplate === '') {
    return `${folder}/${md5.slice(0, 2)}/${md5.slice(2, 4)}/${md5.slice(4, 6)}/${md5}.json`.replace(/\/\/+/g, '/')
  }
  let next = 0
  const filled = layout.keyTemplate
    .replace(/#/g, () => md5[next++] ?? '')
    .replace(/\[(\w+)\]/g, (whole, name: string) => (name === 'md5' ? md5 : name === 'key' ? key : whole))
  return `${folder}/${filled}.json`.replace(/\/\/+/g, '/')
}
