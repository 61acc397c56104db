import {posix} from 'node:path'
import {pathToFileURL} from 'node:url'
import type {ReportView} from './report-view.ts'

type Folders = Pick<ReportView, 'folder' | 'sourceRoot'>

/** The path as seen from the source root; absolute where it lies outside. */
export function pathFrom(file: string, {folder, sourceRoot}: Folders): string {
  const path = posix.resolve(folder, file)
  const seen = posix.relative(sourceRoot, path)
  return seen === '' || seen === '..' || seen.startsWith('../') ? path : seen
}

/** A folder or file as URI. */
export function fileUri(path: string): string {
  return pathToFileURL(path).href
}

/** A relative URI reference from the source root, or an absolute `file:` URI where the file lies outside. */
export function uriFrom(file: string, folders: Folders): {readonly uri: string; readonly relative: boolean} {
  const path = pathFrom(file, folders)
  if (posix.isAbsolute(path)) return {uri: fileUri(path), relative: false}
  const root = fileUri(`${folders.sourceRoot.replace(/\/+$/, '')}/`)
  return {uri: fileUri(posix.join(folders.sourceRoot, path)).slice(root.length), relative: true}
}
