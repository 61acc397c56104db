import type {ApiAnswers} from '../../case/case.ts'
import {isObject, numberOf, objectOf, parseJson} from '../json-shape.ts'

type Answers = Record<string, {status: number; body: string}>

/**
 * Saved answers of one server's API: an object from path to `[status, body]`, `{status, body}` or the body alone
 * (then status 200), or a single saved answer, told by its shape (`curl …/v1/members > members.json`). Bodies may be
 * text or JSON. Never throws.
 */
export function decodeApiFile(text: string): {readonly answers: ApiAnswers['answers']} | {readonly reason: string} {
  const parsed = parseJson(text)
  if ('reason' in parsed) return {reason: text.trim() === '' ? 'is empty' : `is no JSON: ${parsed.reason}`}
  const {value} = parsed
  const answers: Answers = {}
  for (const [path, saved] of Object.entries(objectOf(value))) {
    if (/^(?:https?:\/\/[^/]+)?\/?(?:v1(?:\/|$)|health$)/.test(path)) answers[path] = answerOf(saved)
  }
  if (Object.keys(answers).length > 0) return {answers}
  const path = pathOf(value)
  return path === null
    ? {reason: 'holds no answers of a Dkron API (paths such as /v1/leader)'}
    : {answers: {[path]: {status: 200, body: JSON.stringify(value)}}}
}

function answerOf(saved: unknown): {status: number; body: string} {
  if (Array.isArray(saved) && saved.length === 2 && numberOf(saved[0]) !== null) {
    return {status: numberOf(saved[0]) ?? 0, body: bodyText(saved[1])}
  }
  const status = numberOf(objectOf(saved).status)
  if (status !== null && 'body' in objectOf(saved)) return {status, body: bodyText(objectOf(saved).body)}
  return {status: 200, body: bodyText(saved)}
}

function bodyText(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body ?? null)
}

/** Which question a lone answer is for. An empty list may be the answer to several, so it is none. */
function pathOf(value: unknown): string | null {
  if (Array.isArray(value)) {
    const first = objectOf(value[0])
    if ('Name' in first && 'Tags' in first) return '/v1/members'
    return 'name' in first && ('schedule' in first || 'executor' in first) ? '/v1/jobs' : null
  }
  const object = objectOf(value)
  if (isObject(object.agent) && isObject(object.serf)) return '/v1/'
  return 'Name' in object && 'Tags' in object ? '/v1/leader' : null
}
