import {Agent, request} from 'undici'
import type {AnswerContent, CallOutcome, LiveServer, StatusAnswer} from '../../case/cronicle-answers.ts'
import {decodeAnswers} from '../../formats/cronicle/decode-answer.ts'

/** What the primary said, or why it did not do it. */
export type Told<T> = {readonly ok: true; readonly value: T} | NotTold

export interface NotTold {
  readonly ok: false
  /** `silent`: nobody answers who could, now; `key`: the key is none, or no administrator's; `refused`: in its words. */
  readonly because: 'silent' | 'key' | 'refused'
  readonly why: string
}

/** The primary, called as an administrator. */
export interface PrimaryApi {
  status(): Promise<Told<StatusAnswer>>
  /** Its list; a server that does not lead has none. */
  servers(): Promise<Told<readonly LiveServer[]>>
  addServer(typed: string): Promise<Told<void>>
  removeServer(hostname: string): Promise<Told<void>>
}

/** While it adds a server the primary asks that one, for 8 s at most (lib/api/admin.js): milliseconds. */
const timeToAdd = 12_000
/** More than any list of servers. */
const bodyLimit = 4 * 1024 * 1024

type Reply = {readonly code: number; readonly location: string; readonly text: string} | {readonly why: string}

/**
 * The key is sent to the first base that answers as a Cronicle, if that leads, and to no one else; redirects are not
 * followed, and it is taken out of every answer: refusals of Cronicle quote it.
 *
 * @param bases such as `http://10.20.0.10:3012`
 * @param timeout milliseconds for one call
 */
export function callPrimary(bases: readonly string[], key: string, timeout: number): PrimaryApi {
  const firstOf = async (): Promise<Told<{base: string; status: StatusAnswer}>> => {
    const reasons: string[] = []
    for (const base of bases) {
      const reply = await send(`${base}/api/app/status`, null, timeout)
      const [answer] = 'why' in reply ? [] : decodeAnswers(reply.text, 'status')
      if (answer?.call === 'status') return {ok: true, value: {base, status: answer.status}}
      reasons.push(`${base}: ${'why' in reply ? reply.why : 'somebody else answers there, not a Cronicle'}`)
    }
    return silent(reasons.join('; ') || 'no address of its API is known')
  }
  /** Who does not lead has no keys, and would only say that this one is invalid: it is not shown to it. */
  const leaderOf = async (): Promise<Told<string>> => {
    const found = await firstOf()
    if (!found.ok) return found
    const {base, status} = found.value
    const reply = await send(`${base}/api/app/config`, null, timeout)
    const [answer] = 'why' in reply ? [] : decodeAnswers(reply.text, 'config')
    const config = answer?.call === 'config' ? answer.config : null
    if (config?.code === 'master') return silent(`${base} has no primary yet (${status.hostname})`)
    if (config?.masterHostname && config.masterHostname !== status.hostname) {
      return silent(`${base} is ${status.hostname}, and its primary is ${config.masterHostname}`)
    }
    return {ok: true, value: base}
  }
  const call = async (name: AnswerContent['call'], hostname: string | null): Promise<Told<AnswerContent>> => {
    const found = await leaderOf()
    if (!found.ok) return found
    const base = found.value
    const limit = name === 'add_server' ? Math.max(timeout, timeToAdd) : timeout
    const reply = await send(`${base}/api/app/${name}`, {key, hostname}, limit)
    if ('why' in reply) return silent(`${base}: ${reply.why}`)
    if (reply.code >= 300 && reply.code < 400) return silent(`${base} does not lead, and points at ${reply.location}`)
    if (reply.code !== 200) return silent(`${base}: HTTP ${reply.code}`)
    const [answer] = decodeAnswers(reply.text.replaceAll(key, '[API key]'), name)
    const outcome = answer && outcomeOf(answer)
    if (!answer || !outcome) return silent(`${base}: somebody else answers there, not a Cronicle`)
    return outcome.code === '0' ? {ok: true, value: answer} : refusalOf(base, outcome)
  }
  const change = async (name: 'add_server' | 'remove_server', hostname: string): Promise<Told<void>> => {
    const told = await call(name, hostname)
    return told.ok ? {ok: true, value: undefined} : told
  }
  return {
    status: async () => {
      const found = await firstOf()
      return found.ok ? {ok: true, value: found.value.status} : found
    },
    servers: async () => {
      const told = await call('get_servers', null)
      if (!told.ok) return told
      const servers = told.value.call === 'get_servers' ? told.value.servers.servers : null
      return servers === null
        ? silent('who answers is not the primary: it has no list of servers')
        : {ok: true, value: servers}
    },
    addServer: typed => change('add_server', typed),
    removeServer: hostname => change('remove_server', hostname),
  }
}

const silent = (why: string): NotTold => ({ok: false, because: 'silent', why})

function outcomeOf(answer: AnswerContent): CallOutcome | null {
  if (answer.call === 'get_servers') return answer.servers
  return 'outcome' in answer ? answer.outcome : null
}

/** Codes as Cronicle 0.9.129 gives them: `session` and `api` for a key that is none, `user` for one without admin. */
function refusalOf(base: string, {code, description}: CallOutcome): NotTold {
  const why = description ?? `code ${code}`
  if (code === 'master') return silent(`${base} does not lead: ${why}`)
  return {ok: false, because: ['session', 'api', 'user'].includes(code) ? 'key' : 'refused', why}
}

async function send(
  url: string,
  params: {readonly key: string; readonly hostname: string | null} | null,
  timeout: number,
): Promise<Reply> {
  // A connection of its own each time: the primary may have been restarted since.
  const agent = new Agent({connect: {timeout}, headersTimeout: timeout, bodyTimeout: timeout})
  try {
    const response = await request(url, {
      dispatcher: agent,
      signal: AbortSignal.timeout(timeout),
      ...(params && {
        method: 'POST',
        headers: {'X-API-Key': params.key, 'Content-Type': 'application/json'},
        body: JSON.stringify(params.hostname === null ? {} : {hostname: params.hostname}),
      }),
    })
    const chunks: Uint8Array[] = []
    let size = 0
    for await (const chunk of response.body) {
      size += chunk.length
      if (size > bodyLimit) return {why: 'its answer is longer than any list of servers'}
      chunks.push(chunk)
    }
    const text = Buffer.concat(chunks).toString('utf8')
    return {code: response.statusCode, location: String(response.headers.location ?? ''), text}
  } catch (error) {
    return {why: reasonOf(error)}
  } finally {
    await agent.destroy()
  }
}

function reasonOf(error: unknown): string {
  const {code, name, message} = (error ?? {}) as NodeJS.ErrnoException
  const late = ['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']
  if (name === 'TimeoutError' || (code && late.includes(code))) return 'no answer in time'
  return code ?? message ?? String(error)
}
