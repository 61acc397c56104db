import {readValue} from '../../case/read.ts'
import {leadersInSight} from '../../checks/no-leader/rules/leader-in-sight.ts'
import type {Server} from '../../facts/types.ts'
import {assignStoredIds} from '../assign-stored-ids.ts'
import {addressCaution, type Pin} from '../pin-server-id.ts'
import type {Plan} from '../plan.ts'
import {sealPlan} from '../seal-plan.ts'
import {startLines} from '../start-servers.ts'
import {ailingServers, answered, type PlanContext, type Planned, unfit} from './context.ts'
import {byHandOf, editCompose, type ServiceEdit} from './edit-compose.ts'
import {hostnameEdit, serverIdEdit} from './edit-server-id.ts'
import {addressEdits, networkAnew} from './give-addresses.ts'
import {hindranceOf, linkRefusals} from './hindrances.ts'
import {wishedName} from './names.ts'
import {actsOnContainers, onContainers} from './plan-containers.ts'
import {peersAside, storesOf} from './server-paths.ts'
import {strangersAmong} from './unaccounted-voters.ts'

/** Starts each server under the ID its data-dir knows: a compose edit, no touch of the data. Any Dkron release. */
export function planPinOldId(context: PlanContext): Planned {
  const strategy = 'pin-old-id'
  const pins = oldIdPins(context, strategy)
  if ('why' in pins) return unfit(strategy, pins.why)
  const several = pins.length > 1
  return planPinning(context, {
    strategy,
    title: several ? 'Start the servers under their stored IDs again' : 'Start the server under its stored ID again',
    pins,
    edits: pins.map(p => serverIdEdit(p.server, p.serverId)),
    answers: answered(context, strategy),
  })
}

/** Fixes the present ID of servers whose ID would change with their container. */
export function planPinId(context: PlanContext): Planned {
  const strategy = 'pin-id'
  const pins = presentIdPins(context)
  if ('why' in pins) return unfit(strategy, pins.why)
  return planPinning(context, {
    strategy,
    title: pins.length > 1 ? 'Fix the present server IDs' : 'Fix the present server ID',
    pins,
    edits: pins.map(p => serverIdEdit(p.server, p.serverId)),
    answers: answered(context, strategy),
  })
}

/** The same two by `hostname:` alone, for those who want it there: on servers that lost their ID, else on healthy ones. */
export function planHostname(context: PlanContext): Planned {
  const strategy = 'hostname'
  const haveLost = ailingServers(context, 'pin-old-id').length > 0
  const pins = haveLost ? oldIdPins(context, 'pin-old-id') : presentIdPins(context)
  if ('why' in pins) return unfit(strategy, pins.why)
  const edits: ServiceEdit[] = []
  for (const pin of pins) {
    const edit = hostnameEdit(pin.server, pin.serverId)
    if ('why' in edit) return unfit(strategy, edit.why)
    edits.push(edit)
  }
  const title = 'Fix the server ID by hostname:'
  return planPinning(context, {strategy, title, pins, edits, answers: answered(context, 'pin-old-id', 'pin-id')})
}

function oldIdPins(context: PlanContext, strategy: string): readonly Pin[] | {readonly why: string} {
  const servers = ailingServers(context, strategy)
  if (servers.length === 0) return {why: 'no server has lost its stored ID'}
  const hindrance = hindranceOf(context)
  if (hindrance !== null) return {why: hindrance}
  const assigned = assignStoredIds(context.facts, servers)
  if (assigned.length < servers.length) {
    return {why: 'there are not enough free stored IDs for every renamed server'}
  }
  const dealt = assigned.filter(a => wishedName(context, a.server, assigned.length) === null)
  const strange = strangersAmong(dealt, context.facts, context.wishes.gone)
  if (strange.length > 0) {
    return {
      why: `which stored ID is its own cannot be told, and another server may be alive under each of ${strange.map(id => `"${id}"`).join(', ')}: say it by --node-name ID`,
    }
  }
  const pins: Pin[] = []
  for (const {server, storedId, certain} of assigned) {
    const wished = wishedName(context, server, servers.length)
    const known = readValue(server.configuration)?.servers.some(s => s.id === wished) ?? false
    if (wished !== null && (!known || (certain && wished !== storedId))) {
      return {why: `--node-name ${wished} is not the stored ID, which is "${storedId}"`}
    }
    pins.push({server, serverId: wished ?? storedId})
  }
  if (new Set(pins.map(p => p.serverId)).size < pins.length)
    return {why: 'one stored ID cannot be given to two servers'}
  return pins
}

function presentIdPins(context: PlanContext): readonly Pin[] | {readonly why: string} {
  const pins = ailingServers(context, 'pin-id').flatMap(server => {
    const identity = readValue(server.identity)
    return identity ? [{server, serverId: identity.serverId}] : []
  })
  if (pins.length === 0) return {why: 'no server is in need of it'}
  const lost = pins.find(({server, serverId}) => {
    const configuration = readValue(server.configuration)
    return configuration !== null && !configuration.servers.some(s => s.id === serverId)
  })
  if (lost)
    return {why: `${lost.server.label} calls itself "${lost.serverId}", which is not stored: fixed, it stays so`}
  const other = pins.find(p => (wishedName(context, p.server, pins.length) ?? p.serverId) !== p.serverId)
  if (!other) return pins
  return {
    why: `${other.server.label} is known as "${other.serverId}"; another name would cost it its place in the cluster`,
  }
}

interface Pinning {
  readonly strategy: string
  readonly title: string
  readonly pins: readonly Pin[]
  readonly edits: readonly ServiceEdit[]
  readonly answers: readonly string[]
}

/** All or nothing: of several servers under their stored IDs, some are no better than none. */
function planPinning(context: PlanContext, {strategy, title, pins, edits, answers}: Pinning): Planned {
  const servers = pins.map(p => p.server)
  const given = addressesFor(context, pins)
  if (given.why !== null) return unfit(strategy, given.why, startLines(servers))
  const edited = editCompose(context, [...edits, ...given.edits])
  if (edited.steps.length === 0 || edited.failed.length > 0) {
    const [first] = edited.failed
    const why = first ? `${first.edit.server.label}: ${first.why}` : 'the compose file says so already'
    return unfit(strategy, why, [...byHandOf(edited), ...given.caution, ...startLines(servers)])
  }
  const aside = peersAside(context, strategy === 'pin-id' || keepsRunning(context) ? [] : servers)
  const draft = {
    strategy,
    title,
    risk: 'safe',
    findings: [...answers, ...(aside.steps.length > 0 ? answered(context, 'remove-peers-json') : [])],
    stores: storesOf(aside.servers),
    inputs: [...aside.inputs, ...edited.inputs],
    steps: [...aside.steps, ...edited.steps],
    kept: keptWords(aside.steps.length > 0),
    lost: [],
    refusals: linkRefusals(context, aside.servers),
    next: given.next,
  } as const
  const work = {
    servers: leaderLast(context, pins).map(pin => ({...pin, edited: true})),
    order: keepsRunning(context) ? 'one-at-a-time' : 'together',
    voters: pins.flatMap(({server, serverId}) => (isVoter(server, serverId) ? [serverId] : [])),
    exactly: false,
  } as const
  return {ok: true, plan: sealPlan(onContainers(context, draft, work, startLines(servers)))}
}

/** With a leader there, servers are created anew one at a time: it takes each one back at its new address. */
const keepsRunning = ({facts}: PlanContext): boolean => leadersInSight(facts).length > 0

const isVoter = (server: Server, serverId: string): boolean =>
  readValue(server.configuration)?.servers.some(s => s.id === serverId && s.suffrage === 'Voter') ?? false

function leaderLast({facts}: PlanContext, pins: readonly Pin[]): readonly Pin[] {
  const leads = ({server}: Pin) => facts.cluster.leader.claimedBy.includes(server.label)
  return [...pins.filter(p => !leads(p)), ...pins.filter(leads)]
}

interface GivenAddresses {
  readonly edits: readonly ServiceEdit[]
  readonly caution: readonly string[]
  readonly next: readonly string[]
  /** The servers would come up and not find each other. */
  readonly why: string | null
}

/** Stored addresses for servers that are dialled at them, where a new container would get another. */
function addressesFor(context: PlanContext, pins: readonly Pin[]): GivenAddresses {
  const caution = addressCaution(pins)
  if (caution === null) return {edits: [], caution: [], next: [], why: null}
  const addresses = addressEdits(context, pins)
  const acts = actsOnContainers(
    context,
    pins.map(p => p.server),
  )
  if ('why' in addresses) {
    const words = `${caution} (${addresses.why})`
    const why = acts && !keepsRunning(context) ? words : null
    return {edits: [], caution: [caution], next: [words], why}
  }
  const {edits, next} = addresses
  if (!acts || next.length === 0) return {edits, caution: [caution], next, why: null}
  if (keepsRunning(context)) return {edits: [], caution: [caution], next: [caution], why: null}
  return {edits: [], caution: [caution], next: [], why: `${caution} ${networkAnew}`}
}

function keptWords(touchesPeers: boolean): Plan['kept'] {
  return touchesPeers
    ? ['The stored configuration, every job and execution; peers.json stays under another name.']
    : ['The data-dir is not touched: every job and execution stays.']
}
