import {createSocket} from 'node:dgram'
import {isIPv6} from 'node:net'
import type {UdpOutcome} from '../../case/probes.ts'
import {MsgpackWriter} from '../../formats/msgpack/writer.ts'
import {whenTimeIsUp} from './when-time-is-up.ts'

/**
 * Memberlist's `pingMsg` (net.go: type 0, then msgpack of `ping`). Without a node's name it is taken by whoever gets
 * it, answered with an ack and forgotten (`handlePing`).
 */
const ping = Uint8Array.from([0, ...new MsgpackWriter().map(2).raw('SeqNo').unsigned(1).raw('Node').raw('').bytes()])

/** Sends one ping; the socket is connected, so that the system hands over an ICMP refusal. */
export function pingMemberlist(address: string, port: number, timeout: number): Promise<UdpOutcome> {
  return new Promise(resolve => {
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4')
    let ended = false
    const end = (outcome: UdpOutcome) => {
      if (ended) return
      ended = true
      inTime()
      socket.close()
      resolve(outcome)
    }
    const inTime = whenTimeIsUp(timeout, () => end({result: 'silent'}))
    socket.on('error', error => end(outcomeOf(error)))
    socket.on('message', () => end({result: 'answered'}))
    socket.connect(port, address, () => {
      if (!ended) socket.send(ping, error => error && end(outcomeOf(error)))
    })
  })
}

function outcomeOf(error: NodeJS.ErrnoException): UdpOutcome {
  const code = error.code ?? ''
  if (code === 'ECONNREFUSED') return {result: 'refused'}
  if (/UNREACH|DOWN$|^EADDRNOTAVAIL$|^EPERM$|^EACCES$|^EINVAL$/.test(code)) return {result: 'unreachable', code}
  return {result: 'not-tried', because: 'failed', detail: code || error.message}
}
