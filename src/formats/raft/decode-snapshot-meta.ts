import {matchFields} from '../go-json/match-fields.ts'
import {parseGoJson} from '../go-json/parse-go-json.ts'
import type {GoJson} from '../go-json/types.ts'
import type {Problem} from './decode-entry.ts'
import {decodePeers} from './decode-peers.ts'
import {FieldReader} from './meta-fields.ts'
import type {RaftServer, SnapshotMeta} from './types.ts'

type JsonObject = GoJson & {readonly kind: 'object'}

/**
 * A snapshot's meta.json (raft file_snapshot.go `fileSnapshotMeta`, snapshot.go `SnapshotMeta`), by the rules of the
 * Go decoder that raft reads it with: keys in any case, unknown ones ignored, missing ones zero, text after the
 * object ignored. Where Go fails, so does this; raft then leaves the snapshot out of its list. `file` is where the
 * configuration says it was read.
 */
export function decodeSnapshotMeta(bytes: Uint8Array, file: string): SnapshotMeta | Problem {
  const parsed = parseGoJson(bytes)
  if ('error' in parsed) return {problem: parsed.error}
  if (parsed.value.kind !== 'object' && parsed.value.kind !== 'null')
    return {problem: `${parsed.value.kind} instead of an object`}
  const raw = readMeta(parsed.value.kind === 'object' ? parsed.value : {kind: 'object', members: []})
  if ('problem' in raw) return raw
  const old = raw.version === 0
  // Version 0 knows peers only, and they hold as of the snapshot itself (raft api.go `restoreSnapshot`).
  const servers = old ? decodePeers(raw.peers) : raw.servers
  if ('problem' in servers) return {problem: `Peers: ${servers.problem}`}
  return {
    version: raw.version,
    id: raw.id,
    index: raw.index,
    term: raw.term,
    configuration: {
      servers,
      index: old ? raw.index : raw.configurationIndex,
      term: raw.term,
      from: 'snapshot',
      file,
      deprecatedPeers: old,
      appendedAt: null,
    },
    size: raw.size,
    crc: raw.crc,
  }
}

interface RawMeta {
  version: number
  id: string
  index: bigint
  term: bigint
  peers: Uint8Array
  servers: readonly RaftServer[]
  configurationIndex: bigint
  size: bigint
  crc: string | null
}

const metaFields = [
  'Version',
  'ID',
  'Index',
  'Term',
  'Peers',
  'Configuration',
  'ConfigurationIndex',
  'Size',
  'CRC',
] as const

function readMeta(object: JsonObject): RawMeta | Problem {
  const fields = new FieldReader()
  const meta: RawMeta = {
    version: 0,
    id: '',
    index: 0n,
    term: 0n,
    peers: new Uint8Array(),
    servers: [],
    configurationIndex: 0n,
    size: 0n,
    crc: null,
  }
  for (const {name, value} of matchFields(object, metaFields)) {
    if (name === 'Version') meta.version = Number(fields.signed(name, value, BigInt(meta.version)))
    else if (name === 'ID') meta.id = fields.text(name, value, meta.id)
    else if (name === 'Index') meta.index = fields.unsigned(name, value, meta.index)
    else if (name === 'Term') meta.term = fields.unsigned(name, value, meta.term)
    else if (name === 'Peers') meta.peers = fields.bytes(name, value) ?? new Uint8Array()
    else if (name === 'Configuration') meta.servers = readServers(fields, value) ?? meta.servers
    else if (name === 'ConfigurationIndex')
      meta.configurationIndex = fields.unsigned(name, value, meta.configurationIndex)
    else if (name === 'Size') meta.size = fields.signed(name, value, meta.size)
    else meta.crc = hex(fields.bytes(name, value))
  }
  return fields.problem === null ? meta : {problem: fields.problem}
}

/** null when the value leaves the servers as they are. */
function readServers(fields: FieldReader, configuration: GoJson): readonly RaftServer[] | null {
  let servers: readonly RaftServer[] | null = null
  const object = fields.object('Configuration', configuration)
  for (const {value} of object === null ? [] : matchFields(object, ['Servers'])) {
    servers = fields.items('Servers', value).map(item => readServer(fields, item))
  }
  return servers
}

function readServer(fields: FieldReader, item: GoJson): RaftServer {
  let server: RaftServer = {id: '', address: '', suffrage: 'Voter'}
  const object = fields.object('server', item)
  for (const {name, value} of object === null ? [] : matchFields(object, ['Suffrage', 'ID', 'Address'])) {
    if (name === 'ID') server = {...server, id: fields.text(name, value, server.id)}
    else if (name === 'Address') server = {...server, address: fields.text(name, value, server.address)}
    else server = {...server, suffrage: fields.suffrage(name, value, server.suffrage)}
  }
  return server
}

function hex(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
}
