import {Agent, request} from 'undici'
import type {ApiAnswers} from '../../case/case.ts'

/** What is asked of every server: all of it read-only, none of it needs a leader. */
const everything = ['/v1/leader', '/v1/isleader', '/v1/members', '/v1/', '/health', '/v1/jobs', '/v1/busy'] as const

/** Dkron asks every server for it, and waits long for those that went away: milliseconds that it is worth. */
const busyTimeout = 1000

/** A connection that is not made after one lost and repeated SYN is kept from being made: milliseconds. */
const connectTimeout = 1500

/** More than any cluster's job list; a body beyond it is cut, so that no answer can fill the memory. */
const bodyLimit = 8 * 1024 * 1024

export interface ApiTarget {
  /** Container or server the answers belong to. */
  readonly server: string
  /** Base addresses to try in turn, e.g. `http://172.18.0.2:8080`. */
  readonly bases: readonly string[]
}

export type Asked =
  /** `missed`: questions that got no answer while others did. */
  | {readonly answered: true; readonly answers: ApiAnswers; readonly missed: readonly string[]}
  /** `silent`: the base that took a connection and then said nothing, as of a process that stands still. */
  | {
      readonly answered: false
      readonly server: string
      readonly silent: string | null
      readonly where: string
      readonly reason: string
    }

/**
 * Asks each server's HTTP API, all servers at once; `timeout` in milliseconds bounds each single request. `onAsked` is
 * told of each server as soon as it is done with.
 *
 * @param paths questions, all of those above when left out
 */
export async function askApis(
  targets: readonly ApiTarget[],
  timeout: number,
  onAsked: (asked: Asked) => void = () => {},
  paths: readonly string[] = everything,
): Promise<readonly Asked[]> {
  const agent = new Agent({
    connect: {timeout: Math.min(timeout, connectTimeout)},
    headersTimeout: timeout,
    bodyTimeout: timeout,
  })
  const connected = new Set<string>()
  agent.on('connect', origin => connected.add(origin.origin))
  const ask = async (target: ApiTarget) => {
    const asked = await askServer(agent, target, timeout, paths, connected)
    onAsked(asked)
    return asked
  }
  try {
    return await Promise.all(targets.map(ask))
  } finally {
    await agent.destroy()
  }
}

/**
 * The first base that answers anything is asked everything; which one it was stands in `source`. One question may hang
 * alone: `/v1/busy` asks all servers, and waits for those that just went away.
 */
async function askServer(
  agent: Agent,
  target: ApiTarget,
  timeout: number,
  paths: readonly string[],
  connected: ReadonlySet<string>,
): Promise<Asked> {
  const tried: string[] = []
  for (const base of target.bases) {
    const asked = await Promise.allSettled(
      paths.map(path => ask(agent, base + path, path === '/v1/busy' ? Math.min(timeout, busyTimeout) : timeout)),
    )
    const answers: Record<string, {status: number; body: string}> = {}
    const missed: string[] = []
    for (const [i, path] of paths.entries()) {
      const result = asked[i]
      if (result?.status === 'fulfilled') answers[path] = result.value
      else missed.push(`${path}: ${reasonOf(result?.reason)}`)
    }
    if (missed.length < paths.length) {
      return {answered: true, answers: {source: base, server: target.server, answers}, missed}
    }
    tried.push(`${base}: ${missed[0]?.replace(/^\S+: /, '')}`)
  }
  return {
    answered: false,
    server: target.server,
    silent: target.bases.find(base => connected.has(new URL(base).origin)) ?? null,
    where: `API of ${target.server}`,
    reason: tried.length === 0 ? 'it has no address that can be asked from here' : tried.join('; '),
  }
}

async function ask(agent: Agent, url: string, timeout: number): Promise<{status: number; body: string}> {
  const response = await request(url, {dispatcher: agent, signal: AbortSignal.timeout(timeout)})
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response.body) {
    const bytes = chunk as Buffer
    size += bytes.length
    if (size > bodyLimit) {
      response.body.destroy()
      break
    }
    chunks.push(bytes)
  }
  return {status: response.statusCode, body: Buffer.concat(chunks).toString('utf8')}
}

function reasonOf(error: unknown): string {
  const {code, name, message} = (error ?? {}) as NodeJS.ErrnoException
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'UND_ERR_HEADERS_TIMEOUT' || name === 'TimeoutError') {
    return 'no answer in time'
  }
  return code ?? message ?? String(error)
}
