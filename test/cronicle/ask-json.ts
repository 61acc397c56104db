import {request} from 'node:http'
import {text} from 'node:stream/consumers'
import {getSystemErrorMap} from 'node:util'

interface Answered {
  readonly status: number
  readonly reason: string
  readonly json: Readonly<Record<string, unknown>>
}

/** Milliseconds until the first byte of the answer. */
const patience = 8000

/** Posts JSON and wants JSON; errors in the words of Cronicle's HTTP client, which follows no redirect. */
export async function askJson(url: string, body: object): Promise<Answered | {error: string}> {
  try {
    const {status, reason, text: answer} = await post(url, JSON.stringify(body))
    return {status, reason, json: JSON.parse(answer) as Answered['json']}
  } catch (error) {
    return {error: explain(error as NodeJS.ErrnoException, new URL(url).hostname)}
  }
}

function post(url: string, body: string): Promise<{status: number; reason: string; text: string}> {
  return new Promise((resolve, reject) => {
    const headers = {'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body)}
    const sent = request(url, {method: 'POST', headers}, response => {
      clearTimeout(timer)
      const {statusCode: status = 0, statusMessage: reason = ''} = response
      text(response).then(answer => resolve({status, reason, text: answer}), reject)
    })
    const timer = setTimeout(() => sent.destroy(new Error(`Request Timeout (${patience} ms)`)), patience)
    sent.on('error', error => {
      clearTimeout(timer)
      reject(error)
    })
    sent.end(body)
  })
}

function explain({code, errno, message}: NodeJS.ErrnoException, host: string): string {
  if (code === 'ENOTFOUND') return `DNS: Failed to lookup IP from hostname: ${host}`
  if (code === 'ECONNREFUSED') return `Connection Refused: Failed to connect to host: ${host}`
  const meaning = errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1]
  return meaning === undefined ? message : `${meaning[0]?.toUpperCase()}${meaning.slice(1)} (${message})`
}
