import {Agent, request} from 'undici'
import type {Case} from '../../../case/case.ts'
import type {CronicleAnswer} from '../../../case/cronicle-answers.ts'
import {decodeAnswers} from '../../../formats/cronicle/decode-answer.ts'

/** A connection that is not made after one lost and repeated SYN is kept from being made: milliseconds. */
const connectTimeout = 1500
/** More than any list of servers, or rows of the activity log that are asked for. */
const bodyLimit = 4 * 1024 * 1024
/** Rows of the activity log. */
const rows = 200

export interface ApiRead {
  readonly answers: readonly CronicleAnswer[]
  readonly unread: Case['unread']
}

/**
 * Asks the primary: who it is and whether it leads, and with a key of an administrator for its list of servers and its
 * activity log. The first base that answers as a Cronicle is asked everything; the key is shown to no one else. All
 * calls only read.
 *
 * @param bases such as `http://10.20.0.10:3012`
 */
export async function askApi(bases: readonly string[], key: string | null, timeout: number): Promise<ApiRead> {
  const agent = new Agent({
    connect: {timeout: Math.min(timeout, connectTimeout)},
    headersTimeout: timeout,
    bodyTimeout: timeout,
  })
  const unread: {where: string; reason: string}[] = []
  try {
    for (const base of bases) {
      const where = `API at ${base}`
      const status = await ask(agent, `${base}/api/app/status`, null, 'status', timeout)
      if ('reason' in status) {
        unread.push({where, reason: status.reason})
        continue
      }
      if (!status.answers.some(a => a.call === 'status')) {
        unread.push({where, reason: 'somebody else answers there, not a Cronicle'})
        continue
      }
      const further = [
        {call: 'config', path: '/api/app/config', key: null},
        ...(key === null
          ? []
          : [
              {call: 'get_servers', path: '/api/app/get_servers', key},
              {call: 'get_activity', path: `/api/app/get_activity?offset=0&limit=${rows}`, key},
            ]),
      ]
      const asked = await Promise.all(further.map(f => ask(agent, base + f.path, f.key, f.call, timeout)))
      const answers = [status, ...asked].flatMap(a => ('answers' in a ? a.answers : []))
      const failed = asked.flatMap((a, i) =>
        'reason' in a ? [`${further[i]?.call}: ${a.reason}`] : refusalOf(a.answers),
      )
      return {answers, unread: failed.map(reason => ({where, reason}))}
    }
    return {answers: [], unread}
  } finally {
    await agent.destroy()
  }
}

type Asked = {readonly answers: readonly CronicleAnswer[]} | {readonly reason: string}

async function ask(agent: Agent, url: string, key: string | null, call: string, timeout: number): Promise<Asked> {
  try {
    const headers = key === null ? {} : {'X-API-Key': key}
    const response = await request(url, {dispatcher: agent, headers, signal: AbortSignal.timeout(timeout)})
    const text = await textOf(response.body)
    if (response.statusCode !== 200) return {reason: `HTTP ${response.statusCode}`}
    // Activity rows hold the headers of whoever called; no answer may carry the key any further.
    const clean = key === null ? text : text.replaceAll(key, '[API key]')
    const origin = {
      source: url.replace(/\?.*$/, ''),
      asked: 'primary',
      way: 'direct',
      receivedAt: Date.now() / 1000,
    } as const
    return {answers: decodeAnswers(clean, call).map(answer => ({...origin, ...answer}))}
  } catch (error) {
    return {reason: reasonOf(error)}
  }
}

async function textOf(body: AsyncIterable<Uint8Array> & {destroy(): void}): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > bodyLimit) {
      body.destroy()
      break
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** A key that is none, or not an administrator's; a server that does not lead says so itself. */
function refusalOf(answers: readonly CronicleAnswer[]): readonly string[] {
  return answers.flatMap(a => {
    const outcome = a.call === 'get_servers' ? a.servers : a.call === 'get_activity' ? a.activity : null
    return outcome === null || outcome.code === '0'
      ? []
      : [`${a.call}: ${outcome.description ?? `code ${outcome.code}`}`]
  })
}

function reasonOf(error: unknown): string {
  const {code, name, message} = (error ?? {}) as NodeJS.ErrnoException
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'UND_ERR_HEADERS_TIMEOUT' || name === 'TimeoutError') {
    return 'no answer in time'
  }
  return code ?? message ?? String(error)
}
