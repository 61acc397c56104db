import type {CronicleTarget} from '../../case/cronicle-questions.ts'
import type {NoNamespace, Vantage} from '../../case/probes.ts'
import {answerQuestions} from './answer-questions.ts'
import {readNameSettings} from './container-process.ts'
import type {Seen} from './cronicle/ask-target.ts'
import {askTargets} from './cronicle/ask-targets.ts'
import {limits} from './limits.ts'
import type {Answer, NameSettings, Question} from './question.ts'

/** What became of putting questions: the answers, or why nobody could ask from there. */
export type Asked = {readonly answers: readonly Answer[]} | NoEntry

export type Looked = {readonly seen: readonly Seen[]} | NoEntry

export interface NoEntry {
  readonly because: NoNamespace
  /** In the words of what refused; null when there are none. */
  readonly detail: string | null
}

/** Someone who can ask from a place. */
export interface Asker {
  readonly vantage: Vantage
  /** At most `limits.questions` of them. */
  ask(questions: readonly Question[]): Promise<Asked>
  /** Addresses of a Cronicle cluster, all within so many milliseconds. */
  look(targets: readonly CronicleTarget[], milliseconds: number): Promise<Looked>
  close(): void
}

/** This process itself. */
export function askHere(vantage: Vantage, settings: () => NameSettings = readNameSettings): Asker {
  return {
    vantage,
    ask: async questions => ({answers: await answerQuestions(questions, settings(), limits.asking)}),
    look: async (targets, milliseconds) => ({seen: await askTargets(targets, settings(), milliseconds)}),
    close: () => {},
  }
}
