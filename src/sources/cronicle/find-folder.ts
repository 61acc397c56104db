import {existsSync, realpathSync, statSync} from 'node:fs'
import {basename, dirname, join} from 'node:path'
import {ToolError} from '../../errors.ts'

/** A folder of a Cronicle server. */
export interface ServerFolder {
  /** Absolute, links resolved; relative paths of its settings start here. */
  readonly root: string
  /** In the order in which they are tried. */
  readonly configFiles: readonly string[]
  /** It holds the program itself, so absolute paths in its settings mean this host. */
  readonly installed: boolean
}

/**
 * A Cronicle folder by its path: the folder itself, its conf/ or its config.json.
 * @throws ToolError FOLDER_NOT_FOUND
 */
export function findFolder(path: string): ServerFolder {
  let real: string
  try {
    real = realpathSync(path)
  } catch (error) {
    throw notFound(path, 'there is no such folder', error)
  }
  const folder = statSync(real).isDirectory() ? real : dirname(real)
  const root = basename(folder) === 'conf' ? dirname(folder) : folder
  if (!looksLikeServer(root)) throw notFound(path, 'it holds none of config.json, conf/, data/ and logs/')
  return {
    root,
    configFiles: [join(root, 'conf/config.json'), join(root, 'config.json')],
    installed: existsSync(join(root, 'lib/main.js')),
  }
}

/** Whether a folder is worth naming by itself: only with a configuration it is more than a folder called data. */
export function holdsServer(path: string): boolean {
  return (
    existsSync(join(path, 'conf/config.json')) && (existsSync(join(path, 'data')) || existsSync(join(path, 'logs')))
  )
}

/**
 * Where a folder of the settings lies. In an installation as they say; in a copy beside its configuration, where a
 * folder of that name is, because the path means the host it was taken from.
 */
export function locateIn({root, installed}: ServerFolder): (path: string) => string {
  return path => {
    if (installed || path.startsWith(`${root}/`)) return path
    const beside = join(root, basename(path))
    return existsSync(beside) || !existsSync(path) ? beside : path
  }
}

function looksLikeServer(root: string): boolean {
  return ['config.json', 'conf', 'data', 'logs'].some(name => existsSync(join(root, name)))
}

function notFound(path: string, why: string, cause?: unknown): ToolError {
  return new ToolError('FOLDER_NOT_FOUND', `${path} is no Cronicle folder: ${why}`, {
    next: ['Name the folder that holds conf/, data/ and logs/: doctor worker-reachability --primary /opt/cronicle'],
    cause,
  })
}
