import {MsgpackReader} from '../msgpack/reader.ts'
import type {Problem} from './decode-entry.ts'
import type {RaftServer, Suffrage} from './types.ts'

/** Names by number, raft configuration.go `ServerSuffrage`. */
export const suffrages: readonly Suffrage[] = ['Voter', 'Nonvoter', 'Staging']

/** Only number 0 has a vote; raft takes any other for a server without one. */
export function suffrageOf(number: number | bigint): Suffrage {
  return suffrages[Number(number)] ?? 'Nonvoter'
}

/**
 * The data of a configuration entry: a msgpack map with one list `Servers` of maps `Address`, `ID`, `Suffrage`
 * (raft configuration.go `EncodeConfiguration`). Raft panics on what this calls a problem.
 */
export function decodeConfiguration(data: Uint8Array): readonly RaftServer[] | Problem {
  const reader = new MsgpackReader(data)
  let servers: RaftServer[] = []
  for (let pairs = reader.mapLength(); pairs > 0 && reader.problem === null; pairs--) {
    if (reader.key() === 'Servers') servers = readServers(reader)
    else reader.skip()
  }
  return reader.problem === null ? servers : {problem: reader.problem}
}

function readServers(reader: MsgpackReader): RaftServer[] {
  const servers: RaftServer[] = []
  for (let items = reader.arrayLength(); items > 0 && reader.problem === null; items--) servers.push(readServer(reader))
  return servers
}

function readServer(reader: MsgpackReader): RaftServer {
  let id = ''
  let address = ''
  let suffrage: Suffrage = 'Voter'
  for (let pairs = reader.mapLength(); pairs > 0 && reader.problem === null; pairs--) {
    switch (reader.key()) {
      case 'ID':
        id = text(reader)
        break
      case 'Address':
        address = text(reader)
        break
      case 'Suffrage':
        suffrage = suffrageOf(reader.unsigned())
        break
      default:
        reader.skip()
    }
  }
  return {id, address, suffrage}
}

function text(reader: MsgpackReader): string {
  return new TextDecoder('utf-8', {ignoreBOM: true}).decode(reader.raw() ?? new Uint8Array())
}
