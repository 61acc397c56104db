import type {CronicleTarget} from '../../case/cronicle-questions.ts'
import {isObject, listOf, numberOf, textOf} from '../../formats/json-shape.ts'
import {limits as ofCronicle} from './cronicle/limits.ts'
import {limits} from './limits.ts'
import type {NameSettings, Question} from './question.ts'

/** One line to the process in a container's namespace. */
export type ProbeRequest = {
  /** Comes back with the answers: requests may be under way at the same time. */
  readonly id: number
  readonly settings: NameSettings
  /** Milliseconds for all of them. */
  readonly budget: number
} & Inquiry

export type Inquiry = {readonly questions: readonly Question[]} | {readonly targets: readonly CronicleTarget[]}

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
  const most = value.targets === undefined ? limits.asking : ofCronicle.all
  if (budget === null || !(budget >= 0 && budget <= most)) return {problem: 'no time that may be spent'}
  if (value.targets !== undefined) {
    const targets = listOf(value.targets).map(targetOf)
    if (targets.length === 0 || targets.length > ofCronicle.targets) return {problem: 'no targets'}
    if (targets.includes(null)) return {problem: 'a target that is none'}
    return {id, targets: targets.filter(t => t !== null), settings: {hosts, resolvConf}, budget}
  }
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

/** Reasons only go along, as purposes do. */
function targetOf(value: unknown): CronicleTarget | null {
  if (!isObject(value) || !isObject(value.target)) return null
  const host = textOf(value.target.host)
  const {port} = value.target
  if (host === null || host === '' || host.length > longestHost || !isPort(port)) return null
  return {target: {scheme: 'http', host, port}, reasons: listOf(value.reasons) as CronicleTarget['reasons']}
}

function isPort(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) < 65_536
}
