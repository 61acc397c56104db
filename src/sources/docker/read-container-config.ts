import {realpathSync, statSync} from 'node:fs'
import {posix} from 'node:path'
import type {Container, Mount} from '../../case/case.ts'
import type {ConfigFile} from '../../case/config-file.ts'
import type {Read} from '../../case/read.ts'
import {absent, notCollected, read, unreadable} from '../../case/read.ts'
import {configPlaces, largestConfig, mountOver} from '../../formats/dkron/config-places.ts'
import {readSmallFile} from '../data-dir/read-small-file.ts'
import {folderInPlace} from '../folder-in-place.ts'
import type {Engine, EngineFiles} from './engine.ts'

type Found =
  | {readonly file: string; readonly text: string}
  | {readonly folder: string}
  | {readonly reason: string}
  | null

/**
 * The config file that a container's Dkron takes its settings from: from this host where it is mounted from here, else
 * by the engine. Nothing is written, and no process is started in the container.
 */
export async function readContainerConfig(
  container: Container,
  engine: Engine & EngineFiles,
): Promise<Read<ConfigFile>> {
  const groups = configPlaces(container)
  if (groups.length === 0) return notCollected
  let folder: Read<ConfigFile> | null = null
  for (const paths of groups) {
    const inImage = lazily(() => engine.hasPath(container.id, posix.dirname(paths[0] ?? '/')))
    for (const path of paths) {
      const mount = mountOver(path, container.mounts)
      const found = await look(container, path, mount, engine, inImage).catch((error: Error) => ({
        reason: error.message.trim(),
      }))
      if (found === null) continue
      if ('folder' in found) {
        folder ??= read(folderInPlace(found.folder, path))
        continue
      }
      if ('text' in found) {
        const {decodeConfigFile} = await import('../../formats/dkron/decode-config-file.ts')
        return read(decodeConfigFile(found.text, found.file, path))
      }
      // Where nothing is mounted there hardly is one, and an engine that does not give files is no reason to stop.
      return mount === null ? notCollected : unreadable(`config file ${path} of ${container.name}`, found.reason)
    }
  }
  if (folder !== null) return folder
  return absent(`no config file in ${groups.map(paths => posix.dirname(paths[0] ?? '/')).join(', ')}`)
}

async function look(
  container: Container,
  path: string,
  mount: Mount | null,
  engine: Engine & EngineFiles,
  inImage: () => Promise<boolean>,
): Promise<Found> {
  const onHost = mount !== null && engine.local ? readOnHost(path, mount) : 'elsewhere'
  if (onHost !== 'elsewhere') return onHost
  return mount !== null || (await inImage()) ? readThroughEngine(container, path, engine) : null
}

/** `elsewhere` when this host does not show what the container sees there, or this user may not look. */
function readOnHost(path: string, mount: Mount): Found | 'elsewhere' {
  if (mount.type === 'tmpfs' || !mount.source.startsWith('/')) return 'elsewhere'
  if (statSync(mount.source, {throwIfNoEntry: false}) === undefined) return 'elsewhere'
  const file = mount.source + path.slice(mount.destination.replace(/\/+$/, '').length)
  if (leadsOutOf(mount.source, file)) return 'elsewhere'
  const got = readSmallFile(file)
  if ('absent' in got) return null
  if ('problem' in got && got.problem === 'is a directory') return {folder: file}
  if ('problem' in got) return got.denied ? 'elsewhere' : {reason: `${file} ${got.problem}`}
  if (got.bytes.length > largestConfig) return {reason: `${file} is larger than a config file can be`}
  return {file, text: Buffer.from(got.bytes).toString('utf8')}
}

/** A link in a mounted folder means another file to the container than it does here. */
function leadsOutOf(source: string, file: string): boolean {
  try {
    const real = realpathSync(file)
    const root = realpathSync(source)
    return real !== root && !real.startsWith(`${root}/`)
  } catch {
    return false
  }
}

async function readThroughEngine(container: Container, path: string, engine: EngineFiles): Promise<Found> {
  const got = await engine.readFile(container.id, path, largestConfig)
  if ('absent' in got) return null
  if ('tooLarge' in got) return {reason: 'is larger than a config file can be'}
  const {unpackTar} = await import('modern-tar')
  const [entry] = await unpackTar(got.tar)
  const file = `${container.name}:${path}`
  if (entry?.header.type === 'directory') return {folder: file}
  if (entry?.header.type !== 'file') return {reason: 'is no file'}
  return {file, text: Buffer.from(entry.data ?? []).toString('utf8')}
}

/** The answer of the first call, asked for only when it is needed. */
function lazily<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | null = null
  return () => {
    answer ??= ask()
    return answer
  }
}
