import type {ApiAnswers} from '../case/case.ts'
import {decodeMembers} from '../formats/dkron/decode-members.ts'
import {objectOf, parseJson, textOf} from '../formats/json-shape.ts'
import type {ApiFacts} from './types.ts'

/**
 * What one server's HTTP API said, of Dkron 2.0 to 4.x. A question that was not asked, or answered by something
 * that is not Dkron (a proxy's error page), gives null and never a wrong answer. Never throws.
 */
export function decodeApi(answers: ApiAnswers): ApiFacts {
  const agent = objectOf(objectOf(bodyOf(answerTo(answers, ''))).agent)
  const jobs = answerTo(answers, 'jobs')
  const listed = bodyOf(jobs)
  const members = answerTo(answers, 'members')
  return {
    source: answers.source,
    silent: Object.keys(answers.answers).length === 0,
    agentName: textOf(agent.name),
    agentVersion: textOf(agent.version),
    isLeader: isLeaderOf(answerTo(answers, 'isleader')),
    leader: leaderOf(answerTo(answers, 'leader')),
    members: members?.status === 200 ? decodeMembers(bodyOf(members)) : null,
    jobs: jobs?.status === 200 && Array.isArray(listed) ? listed.length : null,
  }
}

type Answer = ApiAnswers['answers'][string]

/** Answers are kept by path, with or without host and trailing slash: `/v1/leader`, `http://dkron:8080/v1/`. */
function answerTo(answers: ApiAnswers, question: string): Answer | null {
  const wanted = question === '' ? /(?:^|\/)v1\/?$/ : new RegExp(`(?:^|/)v1/${question}/?$`)
  for (const [path, answer] of Object.entries(answers.answers)) {
    if (wanted.test(path.replace(/[?#].*$/, ''))) return answer
  }
  return null
}

function bodyOf(answer: Answer | null): unknown {
  if (answer === null) return undefined
  const parsed = parseJson(answer.body)
  return 'value' in parsed ? parsed.value : undefined
}

/** 200 "I am a leader", 404 "I am a follower" (api.go `isLeaderHandler`); a body that says neither is not Dkron's. */
function isLeaderOf(answer: Answer | null): boolean | null {
  if (answer === null) return null
  const body = answer.body.trim()
  if (answer.status === 200) return body === '' || /leader/i.test(body) ? true : null
  if (answer.status === 404) return body === '' || /follower/i.test(body) ? false : null
  return null
}

/**
 * The leader's member record, or `null` with status 500: api.go `leaderHandler` sets 500 for its own error first,
 * so the 404 and 200 it writes afterwards are never sent. 2.x and 3.x answer 500 with an empty body while Raft has
 * not started.
 */
function leaderOf(answer: Answer | null): ApiFacts['leader'] {
  if (answer === null) return null
  const body = bodyOf(answer)
  const name = textOf(objectOf(body).Name)
  // Dkron takes the member whose rpc_addr equals Raft's leader address. Without a leader that address is empty, and
  // so is the tag of a server that has not finished starting: it is then shown as the leader.
  const address = textOf(objectOf(objectOf(body).Tags).rpc_addr)
  if (answer.status === 200 && name !== null) return address === null || address === '' ? 'none' : {name}
  if (body === null && [200, 404, 500].includes(answer.status)) return 'none'
  return answer.status === 500 && answer.body.trim() === '' ? 'none' : null
}
