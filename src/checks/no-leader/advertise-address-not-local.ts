import {readValue} from '../../case/read.ts'
import type {Facts, Server} from '../../facts/types.ts'
import type {LogHit} from '../../formats/dkron/log-dictionary.ts'
import type {Setting} from '../../formats/dkron/types.ts'
import {isIpAddress, joinAddress, splitAddress} from '../../formats/host-and-port.ts'
import type {Failure} from '../define-check.ts'
import {defineCheck, failEach, skip} from '../define-check.ts'
import {dialsTo, isOpen, reachFor} from './rules/dials.ts'
import {latestHits} from './rules/latest-run.ts'
import {ownAddresses} from './rules/own-addresses.ts'
import {quoteDials} from './rules/quote-dials.ts'
import {quoteContainer, quoteLeadership, quoteNewest, quoteSetting} from './rules/quote-evidence.ts'
import {serverIdOf} from './rules/server-id.ts'
import {hasCrashed} from './rules/server-up.ts'

export default defineCheck({
  id: 'advertise-address-not-local',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'dkron',
  title: "The advertised address is not the server's own",
  message: '{server} tells the others to dial {advertised} ({from}), which is none of its own addresses ({own})',
  why: `Dkron finds the leader by comparing, as text, the address Raft is bound to with the address the leader advertises. When they differ, Raft has a leader (/v1/isleader answers 200) and the API finds none (/v1/leader answers 500 and null): jobs can be read, but not written or run. Other servers dial an address where nobody answers.`,
  confirm: [
    'curl -si http://SERVER:8080/v1/isleader; curl -si http://SERVER:8080/v1/leader',
    "docker inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}' CONTAINER",
  ],
  repairs: [],
  folklore: ['Nothing is wrong with the data; no repair of the data-dir helps.'],
  references: [
    'Dkron agent.go: leaderMember (rpc_addr tag == raft.Leader())',
    'Dkron flags --advertise-addr, --advertise-rpc-port',
  ],
  needs: [
    'cluster.probes',
    'server.addresses',
    'server.api',
    'server.compose',
    'server.container',
    'server.identity',
    'server.log',
    'server.settings',
  ],
  explains: ['leader-not-recognised', 'quorum-lost', 'raft-port-unreachable', 'join-blocked'],
  run(facts) {
    const advertising = facts.servers.filter(s => readValue(s.settings)?.advertiseAddr)
    if (advertising.length === 0) return skip('no server sets an advertise address')
    return failEach(advertising.flatMap(server => judge(server, facts)))
  },
})

function judge(server: Server, facts: Facts): readonly Failure[] {
  const setting = readValue(server.settings)?.advertiseAddr
  if (!setting || isRecognised(server)) return []
  const advertised = splitAddress(setting.value).host
  // A template is filled in by Dkron from the machine's own interfaces.
  if (advertised.includes('{{')) return []
  return isIpAddress(advertised)
    ? wrongAddress(server, setting, advertised, facts)
    : wrongName(server, setting, advertised)
}

/** The API matches the leader with what this server advertises, so the address does its work. */
function isRecognised(server: Server): boolean {
  return server.api !== null && server.api.leader !== null && server.api.leader !== 'none'
}

function wrongAddress(server: Server, setting: Setting<string>, advertised: string, facts: Facts): readonly Failure[] {
  const own = ownAddresses(server).hosts
  if (own.length === 0 || own.includes(advertised)) return []
  const unmatched = server.api?.leader === 'none' || lookedUpInVain(server).length > 0
  const address = joinAddress(advertised, portOf(server))
  const dials = dialsTo(address, facts)
  const silent = reachFor(serverIdOf(server) ?? '', address, facts) === 'silent'
  // Whoever dials it gets through, and the API finds its leader or was not asked: it is forwarded.
  if (!unmatched && dials.some(isOpen)) return []
  const sure = unmatched || silent || !isForwarded(server)
  const failure = failureOf(server, setting, own)
  return [
    {
      ...failure,
      evidence: [...failure.evidence, ...quoteDials(dials)],
      severity: sure ? 'error' : 'warning',
      confidence: unmatched || silent ? 'high' : 'medium',
      advice: [`Drop ${setting.origin.text}, or advertise one of ${own.join(', ')}.`],
    },
  ]
}

function portOf(server: Server): number {
  const settings = readValue(server.settings)
  return (settings?.advertiseRpcPort ?? settings?.rpcPort)?.value ?? 6868
}

/** Its log says it leads and, after that, that the API found no leader. */
function lookedUpInVain(server: Server): readonly LogHit[] {
  const acquired = latestHits(server, ['leadership-acquired']).at(-1)
  return acquired ? latestHits(server, ['no-member-leader']).filter(h => h.line > acquired.line) : []
}

/** The host forwards the Raft port, so an address of the host may well lead here. */
function isForwarded(server: Server): boolean {
  const port = readValue(server.settings)?.rpcPort.value
  return server.container === null || server.container.publishedPorts.some(p => p.port === port)
}

/** Dkron exits when the name has no address; a name Docker gives this container is its own. */
function wrongName(server: Server, setting: Setting<string>, advertised: string): readonly Failure[] {
  const {container, compose} = server
  const names = [container?.hostname, container?.name, container?.compose?.service, compose?.service.name]
  const aliases = container?.networks.flatMap(n => n.aliases) ?? []
  if (names.includes(advertised) || aliases.includes(advertised) || !hasCrashed(server)) return []
  return [
    {
      ...failureOf(server, setting, ownAddresses(server).hosts),
      message: '{server} is told to advertise the name {advertised} ({from}), which is none of its own, and it exited',
      confidence: 'medium',
      advice: ['Advertise an IP address, or a name that the container itself can resolve.'],
    },
  ]
}

function failureOf(server: Server, setting: Setting<string>, own: readonly string[]): Failure {
  return {
    subject: server.label,
    params: {
      server: server.label,
      advertised: setting.value,
      from: setting.origin.text,
      own: own.join(', ') || 'none known',
    },
    evidence: [
      quoteSetting(server, setting, setting.value),
      ...quoteContainer(server),
      ...quoteLeadership(server),
      ...quoteNewest(server, lookedUpInVain(server)),
    ],
    key: setting.value,
  }
}
