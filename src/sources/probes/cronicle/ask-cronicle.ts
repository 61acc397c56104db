import {networkInterfaces} from 'node:os'
import type {Case} from '../../../case/case.ts'
import type {CronicleProbe} from '../../../case/cronicle-probes.ts'
import type {CronicleQuestions, CronicleTarget} from '../../../case/cronicle-questions.ts'
import type {Vantage} from '../../../case/probes.ts'
import {joinAddress} from '../../../formats/host-and-port.ts'
import {pidOfServer} from '../../cronicle/running-here.ts'
import type {Asker, NoEntry} from '../asker.ts'
import {askHere} from '../asker.ts'
import {enterNamespace, enterProcess} from '../enter-namespace.ts'
import {askApi} from './ask-api.ts'
import {limits} from './limits.ts'

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

/** Someone who asks, and who asks in the place of one that fails. */
interface Standing {
  readonly first: Asker
  readonly instead: (why: NoEntry) => Asker
  close(): void
}

function standAt(primary: CronicleQuestions['primary'], wanted: LiveOptions['vantage']): Standing {
  const instead = ({because, detail}: NoEntry) =>
    askHere({at: 'host-instead', of: [primary.container?.name ?? primary.label], because, detail})
  const entered = wanted === 'here' ? null : enterPrimary(primary)
  const standing = (first: Asker): Standing => ({first, instead, close: () => first.close()})
  if (entered !== null) return standing('because' in entered ? instead(entered) : entered)
  const here: Vantage = {at: 'host', as: carriesOne(primary.addresses) ? primary.label : null}
  const elsewhere = wanted === 'primary' && here.as === null
  return standing(elsewhere ? instead({because: 'process-not-visible', detail: null}) : askHere(here))
}

/** null when neither a container nor a process of the primary is known here. */
function enterPrimary({label, container, folder}: CronicleQuestions['primary']): Asker | NoEntry | null {
  if (container !== null) return enterNamespace(container)
  const pid = folder === null ? null : pidOfServer(folder)
  return pid === null ? null : enterProcess(pid, {at: 'host', as: label})
}

async function look(
  {first, instead}: Standing,
  targets: readonly CronicleTarget[],
  milliseconds: number,
): Promise<readonly CronicleProbe[]> {
  let asker = first
  let looked = await asker.look(targets, milliseconds)
  if ('because' in looked) {
    asker = instead(looked)
    looked = await asker.look(targets, milliseconds)
  }
  const {vantage} = asker
  return 'seen' in looked ? looked.seen.map(seen => ({...seen, vantage})) : []
}

function carriesOne(addresses: readonly string[]): boolean {
  const own = Object.values(networkInterfaces()).flatMap(i => (i ?? []).map(a => a.address))
  return addresses.some(a => own.includes(a))
}

function keyOf({target}: CronicleTarget): string {
  return joinAddress(target.host.toLowerCase(), target.port)
}
