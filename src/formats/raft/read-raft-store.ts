import {createDamageLog} from '../bolt/damage-log.ts'
import type {LeafElement} from '../bolt/leaf-elements.ts'
import {listBuckets} from '../bolt/list-buckets.ts'
import type {BoltFile, Damage} from '../bolt/types.ts'
import {walkElements} from '../bolt/walk-bucket.ts'
import type {U64} from '../u64.ts'
import {u64At} from '../u64.ts'
import {decodeEntry} from './decode-entry.ts'
import {decodeStoredConfiguration} from './decode-stored-configuration.ts'
import type {EntryFrame} from './entry-frame.ts'
import {readEntryFrame} from './entry-frame.ts'
import {LogSummaryBuilder} from './log-summary.ts'
import {isConfigurationType} from './log-types.ts'
import {readConf} from './read-conf.ts'
import type {LogEntry, RaftStore, StoredConfiguration} from './types.ts'

export interface ReadStoreOptions {
  /** What configurations say they were read from; default `raft/raft.db`. */
  readonly file?: string
  /** Bytes of log pages visited so far. */
  readonly onProgress?: (doneBytes: number) => void
}

/**
 * Everything raft-boltdb keeps in a Bolt file, the bodies of commands aside, in one pass. Never throws on any bytes:
 * entries that cannot be used are counted in the log's summary, pages and buckets that cannot in `damage`.
 */
export function readRaftStore(file: BoltFile, options: ReadStoreOptions = {}): RaftStore {
  const damage = createDamageLog()
  const onDamage = (found: Damage) => damage.add(found)
  for (const found of missingBuckets(file, onDamage)) onDamage(found)
  const stable = readConf(file, onDamage)
  const name = options.file ?? 'raft/raft.db'
  const summary = new LogSummaryBuilder()
  const configurations: StoredConfiguration[] = []
  const frame: EntryFrame = {index: 0, term: 0, type: 0}
  const visit = (element: LeafElement): undefined => {
    if (element.keySize !== 8) {
      onDamage(oddKey(element.keySize))
      return
    }
    const index = u64At(element.keyView, element.keyAt)
    const framed = readEntryFrame(element, frame) && frame.index === index
    if (framed && !isConfigurationType(frame.type)) summary.add(index, frame.term, frame.type)
    else addDecoded(index, element.bytes(), name, summary, configurations)
  }
  walkElements(file, 'logs', visit, {onDamage, onProgress: options.onProgress})
  return {stable, log: summary.finish(), configurations, damage: damage.list()}
}

function addDecoded(
  index: U64,
  value: Uint8Array,
  file: string,
  summary: LogSummaryBuilder,
  configurations: StoredConfiguration[],
): void {
  const entry = decodeEntry(value)
  if ('problem' in entry) summary.addBad(index, entry.problem)
  else if (entry.index !== BigInt(index)) summary.addBad(index, `holds the entry of index ${entry.index}`)
  else {
    summary.add(index, entry.term <= Number.MAX_SAFE_INTEGER ? Number(entry.term) : entry.term, entry.typeNumber)
    if (isConfigurationType(entry.typeNumber)) addConfiguration(index, entry, file, summary, configurations)
  }
}

function addConfiguration(
  index: U64,
  entry: LogEntry,
  file: string,
  summary: LogSummaryBuilder,
  configurations: StoredConfiguration[],
): void {
  const configuration = decodeStoredConfiguration(entry, file)
  if ('problem' in configuration) summary.noteBad(index, configuration.problem)
  else configurations.push(configuration)
}

function missingBuckets(file: BoltFile, onDamage: (damage: Damage) => void): Damage[] {
  if (file.meta === null) return []
  const present = new Set(listBuckets(file, onDamage).map(bucket => bucket.name))
  return ['conf', 'logs']
    .filter(name => !present.has(name))
    .map(name => ({
      code: 'bucket-missing',
      severity: 'error',
      page: null,
      message: `there is no bucket ${name}`,
      consequence: 'Not a store of hashicorp/raft, or damaged: a scheduler that opens it goes on with an empty bucket.',
    }))
}

function oddKey(size: number): Damage {
  return {
    code: 'log-key-length',
    severity: 'error',
    page: null,
    message: `a key of the log has ${size} bytes instead of 8`,
    consequence: 'No entry can be found under it; the scheduler misreads its index or panics.',
  }
}
