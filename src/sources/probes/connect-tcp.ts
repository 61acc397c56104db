import {connect} from 'node:net'
import type {TcpOutcome} from '../../case/probes.ts'
import {whenTimeIsUp} from './when-time-is-up.ts'

/** Opens a connection and closes it at once. Nothing is sent, so what listens there takes no notice of it. */
export function connectTcp(address: string, port: number, timeout: number): Promise<TcpOutcome> {
  return new Promise(resolve => {
    const socket = connect({host: address, port})
    const end = (outcome: TcpOutcome) => {
      inTime()
      socket.destroy()
      resolve(outcome)
    }
    const inTime = whenTimeIsUp(timeout, () => end({result: 'no-answer'}))
    socket.once('connect', () => end({result: 'open', from: socket.localAddress ?? null}))
    socket.on('error', error => end(outcomeOf(error)))
  })
}

/** What the system calls having no way there; EPERM and EACCES come from a firewall of this machine. */
const noWay = ['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN', 'EADDRNOTAVAIL', 'EPERM', 'EACCES', 'EINVAL']

function outcomeOf(error: NodeJS.ErrnoException): TcpOutcome {
  const code = error.code ?? ''
  if (code === 'ECONNREFUSED') return {result: 'refused'}
  if (code === 'ETIMEDOUT') return {result: 'no-answer'}
  if (code === 'ECONNRESET' || code === 'EPIPE') return {result: 'reset'}
  if (noWay.includes(code)) return {result: 'unreachable', code}
  return {result: 'not-tried', because: 'failed', detail: code || error.message}
}
