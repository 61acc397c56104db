import {existsSync} from 'node:fs'
import {dirname, resolve} from 'node:path'
import type {ComposeFile, ComposeService} from '../../case/case.ts'
import type {ConfigFile} from '../../case/config-file.ts'
import type {Read} from '../../case/read.ts'
import {absent, notCollected, read, unreadable} from '../../case/read.ts'
import {configPlaces, largestConfig, mountOver} from '../../formats/dkron/config-places.ts'
import {decodeConfigFile} from '../../formats/dkron/decode-config-file.ts'
import {seekerOfService} from '../../formats/dkron/settings-of.ts'
import {readSmallFile} from '../data-dir/read-small-file.ts'
import {folderInPlace} from '../folder-in-place.ts'

/** Something a service puts into its container, with what it comes from. */
interface Put {
  readonly destination: string
  /** Path on this host; null for a volume and what lies in Swarm. */
  readonly source: string | null
  /** Text that stands in the compose file itself. */
  readonly content: ComposeService['configs'][number]['content']
}

/**
 * The config file that a service gives its Dkron: a mounted file or folder, or one of `configs`, read here, relative to
 * the compose file. What the image itself holds is not known before there is a container.
 */
export function readServiceConfig(service: ComposeService, file: ComposeFile): Read<ConfigFile> {
  const puts = putsOf(service, dirname(file.file))
  let folder: Read<ConfigFile> | null = null
  for (const path of configPlaces(seekerOfService(service)).flat()) {
    const put = mountOver(path, puts)
    const found = put === null ? null : readPut(put, path)
    if (found?.state === 'read' && found.value.problem !== null) folder ??= found
    else if (found !== null) return found
  }
  if (folder !== null) return folder
  const hidden = puts.some(put => put.source === null && put.content === null)
  return hidden ? notCollected : absent('no config file is mounted')
}

function readPut({destination, source, content}: Put, path: string): Read<ConfigFile> | null {
  const rest = path.slice(destination.replace(/\/+$/, '').length)
  if (content !== null) return rest === '' ? read(inComposeFile(content, path)) : null
  if (source === null) return null
  const got = readSmallFile(source + rest)
  if ('bytes' in got && got.bytes.length > largestConfig) {
    return unreadable(source + rest, 'is larger than a config file can be')
  }
  if ('bytes' in got) return read(decodeConfigFile(Buffer.from(got.bytes).toString('utf8'), source + rest, path))
  if ('problem' in got) {
    return got.problem === 'is a directory'
      ? read(folderInPlace(source + rest, path))
      : unreadable(source + rest, got.problem)
  }
  // A compose file that was saved alone: what it mounts there was not saved with it.
  const meant = destination === path || destination === dirname(path)
  return meant && !existsSync(source) ? unreadable(source, 'is not there') : null
}

/** A text of several lines starts in the line after its key. */
function inComposeFile({value, place}: NonNullable<Put['content']>, path: string): ConfigFile {
  const decoded = decodeConfigFile(value, place.file, path)
  const above = value.includes('\n') ? place.line : place.line - 1
  return {...decoded, settings: decoded.settings.map(s => ({...s, line: above + s.line}))}
}

function putsOf(service: ComposeService, folder: string): readonly Put[] {
  const mounts = service.mounts.map(({type, source, target}) => ({
    destination: target,
    source: type === 'bind' && source !== null ? resolve(folder, withHome(source)) : null,
    content: null,
  }))
  const configs = service.configs.map(({source, content, target}) => ({
    destination: target,
    source: source === null ? null : resolve(source),
    content,
  }))
  return [...mounts, ...configs]
}

function withHome(source: string): string {
  return source.replace(/^~(?=\/|$)/, process.env.HOME ?? '~')
}
