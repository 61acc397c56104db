import {readdirSync, statSync} from 'node:fs'
import {basename, join} from 'node:path'
import type {BalancerConfig} from '../../case/balancer.ts'
import type {Case, Container} from '../../case/case.ts'
import type {CronicleLog} from '../../case/cronicle.ts'
import type {CronicleAnswer} from '../../case/cronicle-answers.ts'
import {decodeBalancer} from '../../formats/balancer/decode-balancer.ts'
import {decodeAnswerName} from '../../formats/cronicle/answer-name.ts'
import {CronicleLogCollector} from '../../formats/cronicle/collect-log.ts'
import {decodeAnswers} from '../../formats/cronicle/decode-answer.ts'
import {decodeInspect} from '../../formats/docker/decode-inspect.ts'
import {fileReason, readText, StandardInput} from '../evidence/read-text.ts'

export interface CronicleEvidencePaths {
  /** Files, or folders with `api-*` files. */
  readonly api: readonly string[]
  readonly balancer: readonly string[]
  readonly log: readonly string[]
  readonly inspect: readonly string[]
}

export interface CronicleEvidence {
  readonly answers: readonly CronicleAnswer[]
  readonly balancers: readonly BalancerConfig[]
  readonly logs: readonly CronicleLog[]
  readonly containers: readonly Container[]
  readonly unread: Case['unread']
}

/** Saved evidence; `-` stands for standard input. What cannot be read or understood becomes an entry of `unread`. */
export async function readCronicleEvidence(paths: CronicleEvidencePaths): Promise<CronicleEvidence> {
  const unread: {where: string; reason: string}[] = []
  const input = new StandardInput()
  const each = async <T>(given: readonly string[], take: (text: string, path: string) => readonly T[] | string) => {
    const taken: T[] = []
    for (const path of given) {
      const where = path === '-' ? 'standard input' : path
      const got = path === '-' ? await input.readText() : await readText(path)
      const result = 'text' in got ? take(got.text, where) : got.reason
      if (typeof result === 'string') unread.push({where, reason: result})
      else taken.push(...result)
    }
    return taken
  }
  return {
    answers: await each(
      paths.api.flatMap(path => filesOf(path, unread)),
      answersIn,
    ),
    balancers: await each(paths.balancer, (text, path) => {
      const config = decodeBalancer(text, path)
      return config === null ? 'is neither an nginx nor a haproxy configuration' : [config]
    }),
    logs: await each(paths.log, logIn),
    containers: await each(paths.inspect, (text, path) => {
      const {containers, problems} = decodeInspect(text, path)
      return problems[0] ?? containers
    }),
    unread,
  }
}

/** A folder stands for the saved answers in it. */
function filesOf(path: string, unread: {where: string; reason: string}[]): readonly string[] {
  if (path === '-') return [path]
  try {
    if (!statSync(path).isDirectory()) return [path]
    const names = readdirSync(path).filter(name => /^api-.*\.(?:json|js|txt)$/.test(name))
    if (names.length === 0) unread.push({where: path, reason: 'holds no file api-*.json'})
    return names.sort().map(name => join(path, name))
  } catch (error) {
    unread.push({where: path, reason: fileReason(error)})
    return []
  }
}

function answersIn(text: string, path: string): readonly CronicleAnswer[] | string {
  const {call, asked, way} = decodeAnswerName(basename(path))
  const answers = decodeAnswers(text, call)
  if (answers.length === 0) return 'is empty: no answer was saved'
  return answers.map(answer => ({source: path, asked, way, receivedAt: null, ...answer}))
}

function logIn(text: string, path: string): readonly CronicleLog[] | string {
  const collector = new CronicleLogCollector()
  for (const line of text.split('\n')) collector.add(line)
  const kind = /^\[\d+\.?\d*\]\[/m.test(text) ? 'file' : 'console'
  const log = collector.finish(path, kind, false)
  return log.lines.length === 0 ? 'holds no line of a Cronicle log that tells anything of servers' : [log]
}
