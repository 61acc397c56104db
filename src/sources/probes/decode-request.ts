import {isObject, listOf, numberOf, textOf} from '../../formats/json-shape.ts'
import {limits} from './limits.ts'
import type {NameSettings, Question} from './question.ts'

/** One line to the process in a container's namespace. */
export interface ProbeRequest {
  /** Comes back with the answers: requests may be under way at the same time. */
  readonly id: number
  readonly questions: readonly Question[]
  readonly settings: NameSettings
  /** Milliseconds for all of them. */
  readonly budget: number
}

/** The request that a line holds, or why it is none. Never throws. */
export function decodeRequest(line: string): ProbeRequest | {readonly problem: string} {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return {problem: 'no JSON'}
  }
  if (!isObject(value) || !isObject(value.settings)) return {problem: 'no request'}
  const {hosts, resolvConf} = value.settings
  const budget = numberOf(value.budget)
  const id = numberOf(value.id)
  if (id === null) return {problem: 'no request'}
  if (typeof hosts !== 'string' || typeof resolvConf !== 'string') return {problem: 'no settings to look names up by'}
  if (budget === null || !(budget >= 0 && budget <= limits.asking)) return {problem: 'no time that may be spent'}
  if (!Array.isArray(value.questions) || value.questions.length > limits.questions) return {problem: 'no questions'}
  const questions = value.questions.map(questionOf)
  if (questions.includes(null)) return {problem: 'a question that asks nothing'}
  return {id, questions: questions.filter(q => q !== null), settings: {hosts, resolvConf}, budget}
}

/** A host name is at most 253 characters long (RFC 1035). */
const longestHost = 253
const mostPorts = 4

/** Purposes are not looked at here: they only go along. */
function questionOf(value: unknown): Question | null {
  if (!isObject(value)) return null
  const host = textOf(value.host)
  const tcp = listOf(value.tcp)
  const udp = listOf(value.udp)
  if (host === null || host === '' || host.length > longestHost) return null
  if (tcp.length > mostPorts || udp.length > mostPorts || ![...tcp, ...udp].every(isPort)) return null
  return {host, tcp: tcp.filter(isPort), udp: udp.filter(isPort), why: listOf(value.why) as Question['why']}
}

function isPort(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) < 65_536
}
