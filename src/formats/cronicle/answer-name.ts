import type {AnswerOrigin} from '../../case/cronicle-answers.ts'

/** What the name of a saved answer says. */
export interface AnswerName {
  /** Call of the API, when the name holds one. */
  readonly call: string | null
  readonly asked: string | null
  readonly way: AnswerOrigin['way']
}

const calls = ['check_add_server', 'add_server', 'remove_server', 'get_servers', 'get_activity', 'config', 'status']

/**
 * `api-CALL.json`, `api-CALL-SERVER.json`, `api-status-through-lb.json`; a number before the ending counts repeated
 * calls. Any other name is fine as well: then only the content speaks.
 *
 * @param name without folder
 */
export function decodeAnswerName(name: string): AnswerName {
  const bare = name.replace(/(?:\.\d+)?\.(?:json|js|txt)$/i, '').replace(/^api-/, '')
  const call = calls.find(c => bare === c || bare.startsWith(`${c}-`) || bare.startsWith(`${c}.`)) ?? null
  const rest = call === null ? bare : bare.slice(call.length + 1)
  const balanced = /(?:^|-)(?:through|via|over)-(?:the-)?(?:lb|balancer|load-balancer|proxy)(?:-|$)/.test(rest)
  const asked = balanced || rest === '' || call === null ? null : rest
  return {call, asked, way: balanced ? 'balancer' : asked === null ? 'unknown' : 'direct'}
}
