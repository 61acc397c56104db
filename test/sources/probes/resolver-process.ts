/**
 * What stands behind 127.0.0.11 in the namespace of the test: knows `s2`, never answers for `slow`, cannot tell for
 * `broken`, and knows nobody else. Queries and answers as in RFC 1035, 4.1. Says `ready` when it listens.
 */
import {createSocket} from 'node:dgram'

const socket = createSocket('udp4')
socket.on('message', (query, from) => {
  const length = query[12] ?? 0
  const name = query.toString('latin1', 13, 13 + length)
  if (name === 'slow') return
  const type = query.readUInt16BE(12 + query.indexOf(0, 12) - 12 + 1)
  const question = query.subarray(12, query.indexOf(0, 12) + 5)
  const found = name === 's2' && type === 1
  const code = name === 's2' ? 0 : name === 'broken' ? 2 : 3
  const header = Buffer.from([...query.subarray(0, 2), 0x81, 0x80 | code, 0, 1, 0, found ? 1 : 0, 0, 0, 0, 0])
  const answer = found ? Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, 10, 99, 0, 2]) : Buffer.alloc(0)
  socket.send(Buffer.concat([header, question, answer]), from.port, from.address)
})
socket.bind(53, '127.0.0.11', () => process.stdout.write('ready\n'))
