import {readdirSync, realpathSync} from 'node:fs'
import {join, resolve} from 'node:path'
import type {Case} from '../../case/case.ts'
import type {CronicleServer} from '../../case/cronicle.ts'
import {readValue} from '../../case/read.ts'
import {settingOf} from '../../formats/cronicle/effective-settings.ts'
import {ifReadable, type ReadText, readPlannedText} from '../read-plan-inputs.ts'
import {answersHere, findServerProcesses} from './find-server-processes.ts'

/** What the plans for Cronicle are computed from, besides the case. */
export interface CronicleRepairInputs {
  /** config.json, pages of the server lists and compose files, under the names the case has for them. */
  readonly texts: ReadonlyMap<string, ReadText>
  /** By the server's folder. */
  readonly states: ReadonlyMap<string, ServerState>
}

export interface ServerState {
  /** Why it has to be taken for running, in sentences; none when it is stopped. */
  readonly running: readonly string[]
  /** Where its records lie, links resolved; null where it has none here. */
  readonly dataDir: string | null
  /** Changes that were cut off, and that its next start takes back, over a repair too. */
  readonly openTransactions: readonly string[]
}

/** Reads what a repair of the case's servers would touch; a file that cannot be read, or holds no UTF-8, is left out. */
export async function readRepairInputs(c: Case): Promise<CronicleRepairInputs> {
  const texts = new Map<string, ReadText>()
  const states = new Map<string, ServerState>()
  const take = (file: string) => {
    const text = ifReadable(() => readPlannedText(file))
    if (text !== null) texts.set(file, text)
  }
  for (const file of c.compose.flatMap(set => set.files)) take(file)
  for (const server of c.cronicle?.servers ?? []) {
    if (server.folder === null) continue
    for (const file of filesOf(server)) take(file)
    states.set(server.folder, await stateOf(server, server.folder))
  }
  return {texts, states}
}

function filesOf(server: CronicleServer): readonly string[] {
  const storage = readValue(server.storage)
  const lists = [storage && readValue(storage.servers), storage && readValue(storage.groups)]
  const pages = lists.flatMap(list => (list ? [list.file, ...list.items.map(item => item.at.file)] : []))
  return [...new Set([readValue(server.config)?.file ?? [], ...pages].flat())]
}

async function stateOf(server: CronicleServer, folder: string): Promise<ServerState> {
  const storage = readValue(server.storage)
  const dataDir = storage && ifReadable(() => realpathSync(storage.baseDir))
  if (storage === null || dataDir === null) return {running: [], dataDir: null, openTransactions: []}
  const running = findServerProcesses(folder, dataDir).map(({pid, certain}) =>
    certain
      ? `the Cronicle of ${folder} is running (process ${pid})`
      : `process ${pid} is a Cronicle, and may be that of ${folder}: as root it can be told`,
  )
  const config = readValue(server.config)
  const port = Number(settingOf('WebServer/http_port', config, [])?.value ?? 3012)
  const transactions = String(settingOf('Storage/trans_dir', config, [])?.value || join(dataDir, '_transactions'))
  const names = (readValue(storage.servers)?.items ?? []).map(item => item.value.hostname)
  const answering = running.length > 0 ? null : await answersHere(port, names)
  return {
    running: answering === null ? running : [`${answering} answers on this host`],
    dataDir,
    openTransactions: logsIn(resolve(folder, transactions, 'logs')),
  }
}

function logsIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).map(name => join(folder, name))
  } catch {
    return []
  }
}
