import type {ComposeService} from '../../../case/case.ts'
import {readValue} from '../../../case/read.ts'
import {setEnvironment, setServiceKey} from '../../../formats/compose/edit/edit-service.ts'
import {ownHostname} from '../../../formats/cronicle/own-identity.ts'
import type {PlanInput, PlanStep} from '../../plan.ts'
import type {PlannedText} from '../../planning/context.ts'
import {type ComposedServer, editTexts, type ServiceEdit} from '../../planning/edit-compose.ts'
import type {EffectiveService} from '../../planning/prove-edit.ts'
import {takesHostname} from '../../takes-hostname.ts'
import {primaryInCompose} from '../primary-hostname.ts'
import type {CronicleContext} from './context.ts'
import {hashText} from './hash-text.ts'

export interface ComposePin {
  readonly step: PlanStep
  readonly input: PlanInput
}

/** What Docker takes for a host name, dots and all; Cronicle lowers it, so one with capitals would not be the stored one. */
const hostNamePattern = /^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/

/**
 * Fixes the hostname in the text of the primary's service. `hostname:` where that counts: a setup in an empty volume
 * goes by it as well, and not by CRONICLE_hostname. The plan holds what changes, and no key that stands beside it.
 */
export function pinInCompose(context: CronicleContext, name: string): ComposePin | {readonly why: string} {
  const {primary} = context.facts
  const service = primary.compose?.service
  if (service === undefined) return {why: `no compose file of ${primary.label} is known (--compose FILE)`}
  const reasons: string[] = []
  for (const place of placesIn(context, service, name)) {
    const {changed, failed} = editTexts(context.texts, [pinEdit(context, place, name)])
    const [file] = changed
    if (file !== undefined) return pinOf(place, service, name, file)
    if (failed.length === 0)
      return {why: 'the compose file says so already: its container is to be created anew from it'}
    reasons.push(...failed.map(f => f.why))
  }
  return {why: reasons[0] ?? 'its service allows no hostname of its own'}
}

/** `hostname`, or the name of a variable. */
type Place = 'hostname' | 'HOSTNAME' | 'CRONICLE_hostname'

/** The file's own form first; one that has no effect there is found out when it is proved. */
function placesIn({facts, texts}: CronicleContext, service: ComposeService, name: string): readonly Place[] {
  const {compose, container} = facts.primary
  const variables = (['CRONICLE_hostname', 'HOSTNAME'] as const).filter(v =>
    service.environment.some(e => e.name === v),
  )
  // With a domain name the system's name is both of them together.
  const hasDomain =
    (container?.domainname ?? '') !== '' ||
    (compose?.file.files ?? []).some(file => /^\s*domainname\s*:/m.test(texts.get(file)?.text ?? ''))
  const hostname = takesHostname(service) && !hasDomain && hostNamePattern.test(name)
  return [...new Set<Place>([...variables, ...(hostname ? (['hostname'] as const) : []), 'CRONICLE_hostname'])]
}

function pinEdit(context: CronicleContext, place: Place, name: string): ServiceEdit<ComposedServer> {
  const {primary} = context.facts
  return {
    server: primary,
    title: `${place} ${name} for service "${primary.compose?.service.name ?? ''}"`,
    ways: [
      (text, service) =>
        place === 'hostname' ? setServiceKey(text, service, place, name) : setEnvironment(text, service, place, name),
    ],
    effect: {holds: after => nameAfter(context, after) === name, mayChange: [place]},
    byHand: primaryInCompose(primary, name),
  }
}

/**
 * What a container made from the edited file will call itself. Docker puts its host name into HOSTNAME where nothing
 * else does. null when that depends on what only the shell or the container's settings tell.
 */
function nameAfter({facts}: CronicleContext, {environment, hostname}: EffectiveService): string | null {
  const {server, compose} = facts.primary
  const values = new Map<string, string | null>()
  for (const {name, value} of (server && readValue(server.environment)) ?? []) values.set(name, value)
  for (const {name, value} of compose?.service.environment ?? []) values.set(name, value)
  // An empty value may be a variable of the shell, which is not asked while an edit is proved.
  for (const [name, value] of Object.entries(environment)) if (value !== '') values.set(name, value)
  if ((values.get('HOSTNAME') ?? '') === '' && !Object.hasOwn(environment, 'HOSTNAME')) values.set('HOSTNAME', hostname)
  const decisive = ['CRONICLE_hostname', 'HOSTNAME'].filter(name => values.has(name))
  const fixed = values.get('CRONICLE_hostname')
  if (!fixed && decisive.some(name => values.get(name) === null)) return null
  const variables = [...values].flatMap(([name, value]) => (value === null ? [] : [{name, value, secret: false}]))
  const config = server && readValue(server.config)
  return ownHostname({config, environment: variables, osHostname: null, interfaces: null})?.value ?? null
}

function pinOf(
  place: Place,
  service: ComposeService,
  name: string,
  {original, text, titles}: {readonly original: PlannedText; readonly text: string; readonly titles: string},
): ComposePin {
  const {realPath: path, text: before} = original
  const splice = spliceBetween(before, text)
  const written = service.environment.find(e => e.name === place)?.value ?? null
  const old = place === 'hostname' ? (service.hostname?.value ?? null) : written
  const at = place === 'hostname' ? '' : 'environment: '
  const line = before.slice(0, splice.from).split('\n').length
  const diff = [
    `--- ${path}`,
    `+++ ${path}`,
    `@@ line ${line}, service ${service.name} @@`,
    ...(old === null ? [] : [`-${at}${place}: ${old}`]),
    `+${at}${place}: ${name}`,
  ]
  return {
    input: {path, sha256: original.sha256},
    step: {
      id: 'compose-1',
      title: `${path}: ${titles}`,
      action: {kind: 'edit-text', path, splices: [splice], sha256: hashText(text)},
      diff: `${diff.join('\n')}\n`,
      undo: 'The old file is put back, byte for byte.',
    },
  }
}

/** The one stretch in which two texts differ. */
function spliceBetween(before: string, after: string) {
  const most = Math.min(before.length, after.length)
  let from = 0
  while (from < most && before[from] === after[from]) from++
  let same = 0
  while (same < most - from && before.at(-1 - same) === after.at(-1 - same)) same++
  return {from, to: before.length - same, insert: after.slice(from, after.length - same)}
}
