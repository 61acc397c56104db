import {isIP} from 'node:net'
import type {NameOutcome, NotTried} from '../../case/probes.ts'
import {connectTcp} from './connect-tcp.ts'
import {limits} from './limits.ts'
import {lookUpName} from './look-up-name.ts'
import {pingMemberlist} from './ping-memberlist.ts'
import type {Answer, NameSettings, Question} from './question.ts'

/**
 * Puts all questions from where this process is, a bounded number at once and all within `budget` milliseconds; what
 * there was no time for says so. Every question is answered, in the order of the questions.
 */
export async function answerQuestions(
  questions: readonly Question[],
  settings: NameSettings,
  budget: number,
): Promise<readonly Answer[]> {
  const clock = new Clock(budget)
  const turns = new Turns(limits.parallel)
  const names = new Map<string, Promise<Timed<NameOutcome>>>()
  const resolve = (name: string) => {
    const asked = names.get(name) ?? turns.take(() => clock.within(limits.name, t => lookUpName(name, settings, t)))
    names.set(name, asked)
    return asked
  }
  const answered = await Promise.all(questions.map(question => answer(question, resolve, turns, clock)))
  return answered.flat()
}

async function answer(
  question: Question,
  resolve: (name: string) => Promise<Timed<NameOutcome>>,
  turns: Turns,
  clock: Clock,
): Promise<readonly Answer[]> {
  const {host, why} = question
  if (isIP(host) !== 0) return askPorts(question, host, null, turns, clock)
  const {outcome, milliseconds} = await resolve(host)
  const named: Answer = {kind: 'name', how: 'asked', name: host, why, outcome, milliseconds}
  const addresses = outcome.result === 'found' ? outcome.addresses.slice(0, limits.addressesOfName) : []
  const ports = await Promise.all(addresses.map(({address}) => askPorts(question, address, host, turns, clock)))
  return [named, ...ports.flat()]
}

function askPorts(
  {tcp, udp, why}: Question,
  address: string,
  name: string | null,
  turns: Turns,
  clock: Clock,
): Promise<readonly Answer[]> {
  const asked = {address, name, why}
  return Promise.all([
    ...tcp.map(async port => {
      const timed = await turns.take(() => clock.within(limits.tcp, t => connectTcp(address, port, t)))
      return {kind: 'tcp' as const, ...asked, port, ...timed}
    }),
    ...udp.map(async port => {
      const timed = await turns.take(() => clock.within(limits.udp, t => pingMemberlist(address, port, t)))
      return {kind: 'udp' as const, ...asked, port, datagram: 'memberlist-ping' as const, ...timed}
    }),
  ])
}

interface Timed<T> {
  readonly outcome: T | NotTried
  readonly milliseconds: number
}

/** Less than this left is too little to tell a slow answer from none. */
const tooLittle = 50

/** The time there is for all questions together. */
class Clock {
  readonly #end: number

  constructor(budget: number) {
    this.#end = performance.now() + budget
  }

  /** Does it with the time it may take, unless there is too little left. Trouble that nobody foresaw is a value too. */
  async within<T>(most: number, work: (timeout: number) => Promise<T>): Promise<Timed<T>> {
    const start = performance.now()
    const left = this.#end - start
    if (left < tooLittle) return {outcome: notTried('out-of-time', null), milliseconds: 0}
    try {
      const outcome = await work(Math.min(most, left))
      return {outcome, milliseconds: Math.round(performance.now() - start)}
    } catch (error) {
      const milliseconds = Math.round(performance.now() - start)
      return {outcome: notTried('failed', error instanceof Error ? error.message : String(error)), milliseconds}
    }
  }
}

/** Lets a number of workers in at once; the others wait in a line. */
class Turns {
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor(most: number) {
    this.#free = most
  }

  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free === 0) await new Promise<void>(go => this.#waiting.push(go))
    else this.#free--
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#free++
    }
  }
}

function notTried(because: NotTried['because'], detail: string | null): NotTried {
  return {result: 'not-tried', because, detail}
}
