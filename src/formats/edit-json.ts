import {isDeepStrictEqual} from 'node:util'
import {applySplices, type TextSplice} from './apply-splices.ts'
import {objectOf} from './json-shape.ts'
import {type JsonNode, memberOf, parseJsonTree, placeOf} from './json-tree.ts'

export type JsonScalar = string | number | boolean | null

/** An edit of a JSON text that leaves every other byte as it was. */
export interface JsonEdit {
  readonly splices: readonly TextSplice[]
  /** The whole new text. */
  readonly text: string
  readonly changes: readonly JsonChange[]
}

export interface JsonChange {
  readonly key: string
  /** As written; null where the member is new. */
  readonly before: string | null
  readonly after: string
  /** From 1, in the old text. */
  readonly line: number
}

/**
 * Sets members of the object that a text holds: one that is there gets another value, one that is not is put first.
 * `reason` where the text is none, or would not parse to the old value with just these members changed.
 */
export function setMembers(
  text: string,
  wanted: Readonly<Record<string, JsonScalar>>,
): JsonEdit | {readonly reason: string} {
  const parsed = parseJsonTree(text)
  if ('reason' in parsed) return parsed
  const {root} = parsed
  if (root.kind !== 'object') return {reason: 'it is no JSON object'}
  const changes: JsonChange[] = []
  const splices: TextSplice[] = []
  const added: string[] = []
  for (const [key, value] of Object.entries(wanted)) {
    const member = memberOf(root, key)
    const after = JSON.stringify(value)
    const before = member && text.slice(member.value.start, member.value.end)
    if (before === after) continue
    changes.push({key, before, after, line: placeOf(text, member?.start ?? root.start + 1).line})
    if (member) splices.push({from: member.value.start, to: member.value.end, insert: after})
    else added.push(`${JSON.stringify(key)}: ${after}`)
  }
  if (added.length > 0) splices.unshift(insertFirst(text, root, added))
  const ordered = splices.sort((a, b) => a.from - b.from)
  const edited = applySplices(text, ordered)
  if (edited === null || !differsIn(text, edited, wanted)) return {reason: 'it cannot be edited with certainty'}
  return {splices: ordered, text: edited, changes}
}

/** Before the first member, with the same space in front of it. */
function insertFirst(text: string, root: Extract<JsonNode, {kind: 'object'}>, members: readonly string[]): TextSplice {
  const at = root.start + 1
  const [first] = root.members
  if (first === undefined) return {from: at, to: at, insert: members.join(', ')}
  const space = text.slice(at, first.start)
  return {from: first.start, to: first.start, insert: members.map(member => `${member},${space || ' '}`).join('')}
}

function differsIn(before: string, after: string, wanted: Readonly<Record<string, JsonScalar>>): boolean {
  try {
    return isDeepStrictEqual(JSON.parse(after), {...objectOf(JSON.parse(before)), ...wanted})
  } catch {
    return false
  }
}
