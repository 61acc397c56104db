import {isObject, numberOf, objectOf, textOf} from '../json-shape.ts'
import type {GossipMember} from './types.ts'

/** Serf's MemberStatus in its numeric order (serf.go `StatusNone` …). */
const statusNames = ['none', 'alive', 'leaving', 'left', 'failed'] as const

/**
 * Members of `/v1/members`, given as parsed JSON: 2.x lists Serf's own record, 3.x and 4.x add `id` (random at
 * every call, of no use) and `statusText`. Null when it is no list; entries without a name are passed over.
 */
export function decodeMembers(value: unknown): readonly GossipMember[] | null {
  if (!Array.isArray(value)) return null
  return value.filter(isObject).flatMap(entry => {
    const name = textOf(entry.Name)
    if (name === null) return []
    const tags = tagsOf(entry.Tags)
    return [
      {
        name,
        address: textOf(entry.Addr) ?? '',
        status: statusOf(entry.Status, entry.statusText),
        server: isServer(tags),
        rpcAddress: textOf(tags.rpc_addr),
        expect: wholeNumber(tags.expect),
        version: textOf(tags.version),
        region: textOf(tags.region),
        tags,
      },
    ]
  })
}

function tagsOf(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(objectOf(value)).filter((tag): tag is [string, string] => typeof tag[1] === 'string'),
  )
}

function statusOf(number: unknown, text: unknown): GossipMember['status'] {
  const byNumber = statusNames[numberOf(number) ?? -1]
  if (byNumber !== undefined) return byNumber
  return statusNames.find(name => name === text) ?? 'unknown'
}

/**
 * As Dkron itself decides (utils.go `isServer`): the `port` tag is set only when Raft and gRPC are up, so a server
 * that waits for its raft.db is not yet one.
 */
function isServer(tags: Readonly<Record<string, string>>): boolean {
  const expectIsFine = tags.expect === undefined || wholeNumber(tags.expect) !== null
  return tags.role === 'dkron' && tags.server === 'true' && wholeNumber(tags.port) !== null && expectIsFine
}

function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^[-+]?\d{1,15}$/.test(text) ? Number(text) : null
}
