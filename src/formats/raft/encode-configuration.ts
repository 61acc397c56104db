import {MsgpackWriter} from '../msgpack/writer.ts'
import {suffrages} from './decode-configuration.ts'
import type {RaftServer} from './types.ts'

/** The data of a configuration entry, byte for byte as raft's `EncodeConfiguration` writes it (configuration.go). */
export function encodeConfiguration(servers: readonly RaftServer[]): Uint8Array {
  const writer = new MsgpackWriter().map(1).raw('Servers').array(servers.length)
  for (const server of servers) {
    writer.map(3).raw('Address').raw(server.address).raw('ID').raw(server.id)
    writer.raw('Suffrage').unsigned(suffrages.indexOf(server.suffrage))
  }
  return writer.bytes()
}
