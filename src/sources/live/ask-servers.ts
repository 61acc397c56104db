import {networkInterfaces} from 'node:os'
import {setTimeout as sleep} from 'node:timers/promises'
import type {Case, Container} from '../../case/case.ts'
import {NetworkInquiry} from '../probes/ask-network.ts'
import type {DkronWorld} from '../probes/plan-dkron.ts'
import {planAgents, planMembersAndJoins, planRaftPorts} from '../probes/plan-dkron.ts'
import {apiTargets} from './api-targets.ts'
import {type Asked, askApis} from './ask-api.ts'

/**
 * Milliseconds after which the network is asked on without the answers of servers that keep us waiting. One that
 * answers at all does so within some ten.
 */
const patience = 600

export interface ServerQuestions {
  /** Milliseconds. */
  readonly timeout: number
  /** Host of the engine when it is another one than this. */
  readonly engineHost: string | null
  /** APIs to ask by their base, beside those of the containers. */
  readonly urls: readonly string[]
  /** Containers that are agents alone; null when the way of jobs is not to be asked for. */
  readonly agents: readonly Container[] | null
}

/**
 * Adds what the servers say over HTTP, and what the network says of their ports: those first that data-dirs and
 * containers name, at the same time as the API, then those that the answers name.
 *
 * @param live containers of Dkron servers that the engine showed; of them those that run are asked
 */
export async function askServers(
  c: Case,
  live: readonly Container[],
  {timeout, engineHost, urls, agents}: ServerQuestions,
): Promise<Case> {
  const running = live.filter(k => k.status === 'running')
  const ownAsking = (agents ?? []).filter(k => k.status === 'running')
  const world = (known: Case): DkronWorld => ({case: known, running, hostAddresses: hostAddresses()})
  const inquiry = new NetworkInquiry([...running, ...ownAsking], {localEngine: engineHost === null})
  try {
    const early: Asked[] = []
    const targets = [...apiTargets(live, engineHost), ...urls.map(url => ({server: url, bases: [url]}))]
    const asking = askApis(targets, timeout, asked => early.push(asked))
    const first = inquiry.run(planRaftPorts(world(c)), c)
    const waiting = new AbortController()
    await Promise.race([asking, sleep(patience, undefined, {signal: waiting.signal}).catch(() => {})])
    waiting.abort()
    const answered = withAnswers(c, early)
    const known = world(answered)
    const plan = [...planMembersAndJoins(known), ...(agents === null ? [] : planAgents(known, ownAsking))]
    const second = inquiry.run(plan, answered)
    const asked = await asking
    return {...withAnswers(c, asked), probes: [...c.probes, ...(await first), ...(await second)]}
  } finally {
    inquiry.close()
  }
}

function withAnswers(c: Case, asked: readonly Asked[]): Case {
  return {
    ...c,
    api: [...c.api, ...asked.flatMap(answersOf)],
    unread: [...c.unread, ...asked.flatMap(unansweredOf)],
  }
}

/** Silence is an answer as well: it says that something took the connection. */
function answersOf(asked: Asked): Case['api'] {
  if (asked.answered) return [asked.answers]
  return asked.silent === null ? [] : [{source: asked.silent, server: asked.server, answers: {}}]
}

function unansweredOf(asked: Asked): Case['unread'] {
  if (!asked.answered) return [{where: asked.where, reason: asked.reason}]
  const {answers, missed} = asked
  return missed.length === 0
    ? []
    : [{where: `API of ${answers.server} at ${answers.source}`, reason: missed.join('; ')}]
}

function hostAddresses(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap(list => list?.map(i => i.address) ?? [])
}
