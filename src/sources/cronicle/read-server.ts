import {join} from 'node:path'
import type {CronicleConfig, CronicleServer} from '../../case/cronicle.ts'
import {absent, type Read, read, readValue, unreadable} from '../../case/read.ts'
import {CronicleLogCollector} from '../../formats/cronicle/collect-log.ts'
import {decodeConfig} from '../../formats/cronicle/decode-config.ts'
import {markSecret} from '../../formats/cronicle/secret-mark.ts'
import {layoutOf, type ServerLayout} from './layout.ts'
import {readServerLog} from './read-server-log.ts'
import {readStorage} from './read-storage.ts'
import type {ServerFiles} from './server-files.ts'

/** What is known of a server before its files are read. */
export type ServerGiven = Pick<
  CronicleServer,
  'label' | 'role' | 'folder' | 'containerId' | 'environment' | 'osHostname' | 'interfaces'
> & {
  /** Folder that relative paths of its settings start from, and candidates for its config.json. */
  readonly root: string
  readonly configFiles: readonly string[]
  /** Where a folder of the settings lies. */
  readonly locate: (path: string) => string
}

export interface ServerRead {
  readonly server: CronicleServer
  readonly unread: readonly {readonly where: string; readonly reason: string}[]
}

/** Configuration, records and logs of one server. Reading never writes, and takes no lock. */
export async function readServer(files: ServerFiles, given: ServerGiven): Promise<ServerRead> {
  const {root, configFiles, locate, ...known} = given
  const config = await readConfig(files, configFiles)
  const layout = layoutOf(readValue(config), readValue(known.environment) ?? [], root, locate)
  const {logs, unread} = await readLogs(files, layout, root)
  return {server: {...known, config, storage: await storageOf(files, layout), logs}, unread}
}

async function readConfig(files: ServerFiles, paths: readonly string[]): Promise<Read<CronicleConfig>> {
  for (const path of paths) {
    const got = await files.text(path)
    if ('absent' in got) continue
    const file = files.shown(path)
    if ('problem' in got) return unreadable(file, got.problem)
    const decoded = decodeConfig(got.text, file, markSecret)
    return 'config' in decoded ? read(decoded.config) : unreadable(file, decoded.reason)
  }
  return absent(paths.map(p => files.shown(p)).join(' or '))
}

async function storageOf(files: ServerFiles, layout: ServerLayout): Promise<CronicleServer['storage']> {
  if (layout.storage !== null) return readStorage(files, layout.storage, layout.engine)
  return unreadable(`storage engine ${layout.engine}`, 'its records are not files that can be read here')
}

async function readLogs(files: ServerFiles, layout: ServerLayout, root: string) {
  const logs: CronicleServer['logs'][number][] = []
  const unread: {where: string; reason: string}[] = []
  if (layout.logs === null) {
    unread.push({where: files.shown(join(root, 'logs')), reason: 'log_filename has places that only Cronicle fills in'})
  }
  for (const path of layout.logs ?? []) {
    const got = await readServerLog(files, path, layout.columns)
    if (got === null) continue
    if ('log' in got) logs.push(got.log)
    else unread.push({where: files.shown(path), reason: got.problem})
  }
  for (const name of savedOutput) {
    const text = await files.text(join(root, name))
    if ('text' in text) logs.push(consoleLog(text.text, files.shown(join(root, name))))
  }
  return {logs, unread}
}

/** Where people keep the output of docker logs beside a copied folder. */
const savedOutput = ['docker-logs.txt', 'docker.log']

function consoleLog(text: string, source: string): CronicleServer['logs'][number] {
  const collector = new CronicleLogCollector()
  for (const line of text.split('\n')) collector.add(line)
  return collector.finish(source, 'console', false)
}
