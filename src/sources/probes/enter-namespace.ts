import {type ChildProcessWithoutNullStreams, spawn} from 'node:child_process'
import {createRequire} from 'node:module'
import type {Container} from '../../case/case.ts'
import type {CronicleTarget} from '../../case/cronicle-questions.ts'
import type {Vantage} from '../../case/probes.ts'
import type {Asked, Asker, Looked, NoEntry} from './asker.ts'
import {askHere} from './asker.ts'
import {isProcessOf, readNameSettingsOf, sharesOurNetwork} from './container-process.ts'
import type {Inquiry, ProbeRequest} from './decode-request.ts'
import {limits} from './limits.ts'
import type {NameSettings, Question} from './question.ts'
import {whenTimeIsUp} from './when-time-is-up.ts'

/** Our program for the other side, by the package's own map of names: where it lies differs between src and dist. */
const programName = '#probe-process'

/**
 * Someone who asks as the container's processes would: our own program, started in the container's network namespace
 * by nsenter. Its files, processes and settings stay out of it, and no exec is made in the container. The program
 * starts at once, so that it is ready when the questions are.
 */
export function enterNamespace(
  container: Pick<Container, 'id' | 'name' | 'pid'>,
  program = findProgram(),
): Asker | NoEntry {
  const {pid} = container
  if (process.platform !== 'linux') return {because: 'not-linux', detail: null}
  if (pid === null || !isProcessOf(container)) return {because: 'process-not-visible', detail: null}
  return enterProcess(pid, {at: 'container', name: container.name}, program)
}

/** The same for any process of this host. */
export function enterProcess(pid: number, vantage: Vantage, program = findProgram()): Asker | NoEntry {
  const settings = () => readNameSettingsOf(pid)
  if (sharesOurNetwork(pid)) return askHere(vantage, settings)
  if (process.getuid?.() !== 0) return {because: 'not-root', detail: null}
  if (program === null) return {because: 'failed', detail: 'the program for it is not in this installation'}
  return new NamespaceAsker(vantage, settings, pid, program)
}

function findProgram(): string | null {
  try {
    return createRequire(import.meta.url).resolve(programName)
  } catch {
    return null
  }
}

class NamespaceAsker implements Asker {
  readonly vantage: Vantage
  readonly #settings: () => NameSettings
  readonly #child: ChildProcessWithoutNullStreams
  readonly #failed: Promise<NoEntry>
  #output = ''
  #complaint = ''
  #asked = 0
  readonly #waiting = new Map<number, (reply: Reply) => void>()

  constructor(vantage: Vantage, settings: () => NameSettings, pid: number, program: string) {
    this.vantage = vantage
    this.#settings = settings
    // Options for Node in the environment are meant for the operator's own programs.
    this.#child = spawn('nsenter', [`--net=/proc/${pid}/ns/net`, '--', process.execPath, program], {
      env: {PATH: process.env.PATH ?? ''},
      stdio: 'pipe',
    })
    this.#failed = this.#watch()
  }

  async ask(questions: readonly Question[]): Promise<Asked> {
    const reply = await this.#put({questions}, limits.asking)
    if ('because' in reply) return reply
    return Array.isArray(reply.answers) ? {answers: reply.answers} : noReply(reply)
  }

  async look(targets: readonly CronicleTarget[], milliseconds: number): Promise<Looked> {
    const reply = await this.#put({targets}, milliseconds)
    if ('because' in reply) return reply
    return Array.isArray(reply.seen) ? {seen: reply.seen} : noReply(reply)
  }

  async #put(inquiry: Inquiry, budget: number): Promise<Reply | NoEntry> {
    let inTime = () => {}
    const late = new Promise<NoEntry>(resolve => {
      const answer: NoEntry = {because: 'failed', detail: 'no answer in time'}
      inTime = whenTimeIsUp(budget + limits.handingOver, () => resolve(answer))
    })
    const id = this.#asked++
    const answered = new Promise<Reply>(resolve => this.#waiting.set(id, resolve))
    const request: ProbeRequest = {id, ...inquiry, settings: this.#settings(), budget}
    this.#child.stdin.write(`${JSON.stringify(request)}\n`)
    const reply = await Promise.race([answered, this.#failed, late])
    inTime()
    this.#waiting.delete(id)
    return reply
  }

  close(): void {
    this.#child.kill('SIGKILL')
  }

  #watch(): Promise<NoEntry> {
    const {stdin, stdout, stderr} = this.#child
    // The program may be gone before it was asked; that shows by its end.
    stdin.on('error', () => {})
    stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#complaint = (this.#complaint + text).slice(0, 1000)
    })
    stdout.setEncoding('utf8').on('data', (text: string) => this.#take(text))
    return new Promise(resolve => {
      this.#child.once('error', error => resolve(notStarted(error)))
      this.#child.once('close', () => resolve(endedEarly(this.#complaint)))
    })
  }

  #take(text: string): void {
    const lines = (this.#output + text).split('\n')
    this.#output = lines.pop() ?? ''
    const replies = lines.map(decodeReply)
    for (const reply of replies) if (reply) this.#waiting.get(reply.id ?? -1)?.(reply)
    if (replies.includes(null) || this.#output.length > limits.line) this.close()
  }
}

function notStarted(error: NodeJS.ErrnoException): NoEntry {
  if (error.code === 'ENOENT') return {because: 'nsenter-missing', detail: null}
  return {because: error.code === 'EACCES' ? 'not-permitted' : 'failed', detail: error.message}
}

/** nsenter says what setns(2) answered. */
function endedEarly(complaint: string): NoEntry {
  const detail = complaint.trim().split('\n')[0] || null
  return {because: /not permitted|permission denied/i.test(complaint) ? 'not-permitted' : 'failed', detail}
}

/** What our program writes, as far as it is to be trusted. */
interface Reply {
  readonly id?: number
  readonly answers?: unknown
  readonly seen?: unknown
  readonly problem?: string
}

function noReply({problem}: Reply): NoEntry {
  return {because: 'failed', detail: problem ?? 'no answers'}
}

/** Null for a line that our program would not write. */
function decodeReply(line: string): Reply | null {
  try {
    const reply: unknown = JSON.parse(line)
    return typeof reply === 'object' && reply !== null ? reply : null
  } catch {
    return null
  }
}
