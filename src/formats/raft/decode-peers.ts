import {MsgpackReader} from '../msgpack/reader.ts'
import type {Problem} from './decode-entry.ts'
import type {RaftServer} from './types.ts'

/**
 * The peer set of raft protocol versions below 3: a msgpack array of addresses, every one a voter whose ID is its
 * address (raft configuration.go `decodePeers`). Found in entries of types 2 and 3 and in `Peers` of meta.json.
 */
export function decodePeers(data: Uint8Array): readonly RaftServer[] | Problem {
  const reader = new MsgpackReader(data)
  const decoder = new TextDecoder('utf-8', {ignoreBOM: true})
  const servers: RaftServer[] = []
  for (let items = reader.arrayLength(); items > 0 && reader.problem === null; items--) {
    const address = decoder.decode(reader.raw() ?? new Uint8Array())
    servers.push({id: address, address, suffrage: 'Voter'})
  }
  return reader.problem === null ? servers : {problem: reader.problem}
}
