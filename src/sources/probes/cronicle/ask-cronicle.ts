import type {Case} from '../../../case/case.ts'
import type {CronicleProbe} from '../../../case/cronicle-probes.ts'
import type {CronicleQuestions, CronicleTarget} from '../../../case/cronicle-questions.ts'
import {joinAddress} from '../../../formats/host-and-port.ts'
import {askApi} from './ask-api.ts'
import {limits} from './limits.ts'
import {look, standAt} from './stand-at.ts'

export interface LiveOptions {
  /** `primary`: from the network of its container or process; null: from there when it runs here, else from here. */
  readonly vantage: 'primary' | 'here' | null
  /** Base of the primary's API; empty to take it from the case. */
  readonly urls: readonly string[]
  /** Of an administrator; null for none. It goes to the primary's API and nowhere else. */
  readonly apiKey: string | null
  /** Milliseconds for each call of the API. */
  readonly timeout: number
}

/** What the answers of a first round name is asked in a second one. */
const rounds = 2

/**
 * The case, with what the primary's API and the addresses of its workers answer.
 *
 * @param plan what is worth asking, by what is known so far
 */
export async function askCronicle(
  given: Case,
  plan: (c: Case) => CronicleQuestions,
  options: LiveOptions,
): Promise<Case> {
  const end = performance.now() + limits.all
  const urls = options.urls.length > 0 ? options.urls : plan(given).primary.api
  let c = await withApi(given, urls, options)
  const {primary} = plan(c)
  const asker = standAt(primary, options.vantage)
  const asked = new Set<string>()
  try {
    for (let round = 0; round < rounds; round++) {
      const targets = plan(c)
        .targets.filter(t => !asked.has(keyOf(t)))
        .slice(0, limits.targets - asked.size)
      const left = Math.floor(end - performance.now())
      if (targets.length === 0 || left < limits.tcp) break
      for (const target of targets) asked.add(keyOf(target))
      c = withProbes(c, await look(asker, targets, left))
    }
    return c
  } finally {
    asker.close()
  }
}

async function withApi(c: Case, urls: readonly string[], options: LiveOptions): Promise<Case> {
  if (urls.length === 0 || !c.cronicle) return c
  const {answers, unread} = await askApi(urls, options.apiKey, options.timeout)
  return {
    ...c,
    cronicle: {...c.cronicle, answers: [...c.cronicle.answers, ...answers]},
    unread: [...c.unread, ...unread],
  }
}

function withProbes(c: Case, probes: readonly CronicleProbe[]): Case {
  return c.cronicle ? {...c, cronicle: {...c.cronicle, probes: [...c.cronicle.probes, ...probes]}} : c
}

function keyOf({target}: CronicleTarget): string {
  return joinAddress(target.host.toLowerCase(), target.port)
}
