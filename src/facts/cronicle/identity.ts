import type {CronicleServer} from '../../case/cronicle.ts'
import type {StatusAnswer} from '../../case/cronicle-answers.ts'
import {readValue} from '../../case/read.ts'
import type {Origin} from '../../formats/cronicle/effective-settings.ts'
import {type OwnValue, ownAddress, ownHostname} from '../../formats/cronicle/own-identity.ts'
import {type Course, lastHit} from './course.ts'
import type {Identity, Known} from './types.ts'

export const nobody: Identity = {hostname: null, ip: null}

/**
 * What a server calls itself: its answer or the last start in its log, whichever is later; an answer without a clock
 * counts as later.
 */
export function identityNow(course: Course, answers: readonly Known<StatusAnswer>[]): Identity {
  const logged = lastHit(course.hits, 'own-identity')
  const latest = [...answers].sort((a, b) => (a.value.now ?? Infinity) - (b.value.now ?? Infinity)).at(-1)
  const fromLog: Identity = logged
    ? {hostname: knownIn(logged.line.data.hostname, logged.quote), ip: knownIn(logged.line.data.ip, logged.quote)}
    : nobody
  if (latest === undefined) return fromLog
  if (logged?.at && latest.value.now !== null && logged.at > latest.value.now) return fromLog
  const {hostname, ip} = latest.value
  return {hostname: {value: hostname, quote: latest.quote}, ip: ip === null ? null : {value: ip, quote: latest.quote}}
}

function knownIn(value: string | undefined, quote: Known<string>['quote']): Known<string> | null {
  return value === undefined || value === '' ? null : {value, quote}
}

/**
 * What it will call itself after the next start. Where neither settings nor system tell, what it says now stays: the
 * system gave it that.
 */
export function identityNext(
  server: CronicleServer,
  course: Course,
  now: Identity,
): {readonly hostname: OwnValue | null; readonly ip: OwnValue | null} {
  const sources = {
    config: readValue(server.config),
    environment: readValue(server.environment),
    osHostname: readValue(server.osHostname) ?? osHostnameIn(course),
    interfaces: readValue(server.interfaces),
  }
  const fromNow = (known: Known<string> | null): OwnValue | null =>
    known && sources.config !== null ? {value: known.value, from: {kind: 'os', what: known.quote.source}} : null
  const hostname = ownHostname(sources)
  const set = hostname !== null && hostname.from.kind !== 'os'
  // Without its environment a HOSTNAME could stand above the system's name, so what it says is surer.
  const guessed = !set && sources.environment === null ? (fromNow(now.hostname) ?? hostname) : hostname
  return {hostname: guessed ?? fromNow(now.hostname), ip: ownAddress(sources) ?? fromNow(now.ip)}
}

/** The first line of a start carries the system's name: no setting is applied yet (pixl-server, Logger). */
function osHostnameIn(course: Course): string | null {
  return lastHit(course.hits, 'starting')?.line.hostname ?? null
}

/** Names and addresses it had in any run that its log remembers. */
export function formerIdentities(course: Course): readonly string[] {
  const values = course.hits.flatMap(h =>
    h.entry === 'own-identity'
      ? [h.line.data.hostname, h.line.data.ip]
      : h.entry === 'starting'
        ? [h.line.hostname]
        : [],
  )
  return [...new Set(values.flatMap(v => (v ? [v] : [])))]
}

/** In words: `config.json line 12`, `environment CRONICLE_ip`, `interface eth0`. */
export function originText(from: OwnValue['from'] | Origin): string {
  switch (from.kind) {
    case 'config':
      return `${from.place.file}, line ${from.place.line}`
    case 'environment':
      return `environment variable ${from.name}`
    case 'default':
      return 'default'
    case 'os':
      return from.what
  }
}
