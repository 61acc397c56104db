import {type IncomingHttpHeaders, request} from 'node:http'
import {whenTimeIsUp} from '../when-time-is-up.ts'
import {limits} from './limits.ts'

/** Where requests go: the address that is dialled, and the name that stands in them. */
export interface Place {
  readonly address: string
  readonly host: string
  readonly port: number
}

export type Reply =
  | {
      readonly answered: true
      /** Local clock at receipt, seconds since 1970. */
      readonly at: number
      readonly milliseconds: number
      readonly code: number
      readonly headers: IncomingHttpHeaders
      readonly body: string
    }
  | {readonly answered: false; readonly at: number; readonly milliseconds: number; readonly error: string}

/** One request on a connection of its own. Redirects are not followed, and of a long body only the beginning is read. */
export function sendOnce(place: Place, path: string, timeout: number, post?: string): Promise<Reply> {
  const start = performance.now()
  const took = () => ({at: Date.now() / 1000, milliseconds: Math.round(performance.now() - start)})
  return new Promise(resolve => {
    const sent = request({...dialled(place), path, method: post === undefined ? 'GET' : 'POST', agent: false})
    const fail = (error: string) => {
      inTime()
      resolve({answered: false, ...took(), error})
      sent.destroy()
    }
    const inTime = whenTimeIsUp(timeout, () => fail('no answer in time'))
    sent.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.message))
    sent.on('response', response => {
      let body = ''
      const end = () => {
        inTime()
        resolve({answered: true, ...took(), code: response.statusCode ?? 0, headers: response.headers, body})
        sent.destroy()
      }
      response.setEncoding('utf8')
      response.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.message))
      response.on('end', end)
      response.on('data', (chunk: string) => {
        body += chunk
        if (body.length > limits.body) end()
      })
    })
    if (post !== undefined) sent.setHeader('Content-Type', 'text/plain;charset=UTF-8')
    sent.end(post)
  })
}

/** As the name would be dialled, but at this one of its addresses. */
export function dialled({address, host, port}: Place) {
  return {host: address, port, headers: {Host: `${host.includes(':') ? `[${host}]` : host}:${port}`}}
}
