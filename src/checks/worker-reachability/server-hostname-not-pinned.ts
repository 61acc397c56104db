import type {Container} from '../../case/case.ts'
import type {CronicleServer} from '../../case/cronicle.ts'
import type {CronicleFacts, Quote} from '../../facts/cronicle/types.ts'
import type {OwnValue} from '../../formats/cronicle/own-identity.ts'
import type {Failure} from '../define-check.ts'
import {defineCronicleCheck, failEach, skip} from '../define-check.ts'

export default defineCronicleCheck({
  id: 'server-hostname-not-pinned',
  severity: 'warning',
  since: '0.1.0',
  scheduler: 'cronicle',
  title: "A server's hostname is the ID of its container",
  message:
    '{server} calls itself {hostname}, the ID of its container: the next re-creation gives it another name, and {effect}',
  why: `Without a name of its own a container is called by the first 12 digits of its ID, which is new whenever it is created anew: docker compose up after a change, a new image, down and up. Cronicle stores its servers by hostname. A primary with a new name waits for ever; a worker with a new name is unknown, and its old row stays grey.`,
  confirm: [
    "docker inspect --format '{{.Id}} {{.Config.Hostname}}' CONTAINER   # the hostname is the beginning of the ID",
    'grep -n hostname docker-compose.yml /opt/cronicle/conf/config.json',
  ],
  repairs: ['primary-hostname', 'worker-identity'],
  folklore: [
    'container_name and a network alias name the container for others; the hostname inside stays the ID.',
    'docker restart keeps the name, so a restart that went well proves nothing.',
  ],
  references: ['pixl-config: getHostname', 'Cronicle issues 614, 526, 172'],
  needs: [
    'primary.container',
    'primary.identity',
    'primary.next',
    'primary.recreated',
    'primary.server',
    'worker.container',
    'worker.next',
    'worker.reported',
    'worker.server',
  ],
  explains: [],
  run(facts) {
    const {primary, workers} = facts
    const servers: readonly Named[] = [
      {
        label: primary.label,
        server: primary.server,
        container: primary.container,
        identity: primary.identity,
        next: primary.next,
        recreated: primary.recreated,
        effect: 'it waits for another primary for ever',
      },
      ...workers.map(w => ({
        label: w.label,
        server: w.server,
        container: w.container,
        identity: w.reported,
        next: w.next,
        recreated: null,
        effect: 'its row stays grey',
      })),
    ].filter(s => s.server !== null || s.container !== null)
    if (servers.length === 0) return skip('no folder and no container of a server was given')
    return failEach(servers.flatMap(s => judge(s, facts)))
  },
})

interface Named {
  readonly label: string
  readonly server: CronicleServer | null
  readonly container: Container | null
  readonly identity: CronicleFacts['primary']['identity']
  readonly next: {readonly hostname: OwnValue | null}
  readonly recreated: Quote | null
  readonly effect: string
}

function judge(
  {label, server, container, identity, next, recreated, effect}: Named,
  facts: CronicleFacts,
): readonly Failure[] {
  const hostname = next.hostname?.value ?? identity.hostname?.value
  if (hostname === undefined || !/^[0-9a-f]{12}$/.test(hostname)) return []
  if (next.hostname?.from.kind === 'config' || next.hostname?.from.kind === 'environment') return []
  if (recreated !== null) return []
  const proof = container ? inspected(container, hostname) : inContainer(server)
  if (proof === 'pinned') return []
  const quote = identity.hostname?.quote
  const isPrimary = label === facts.primary.label
  return [
    {
      subject: label,
      ...(proof === null
        ? {
            severity: 'info' as const,
            message:
              '{server} calls itself {hostname}, which looks like the ID of a container; whether it is, nothing here tells',
          }
        : {}),
      params: {server: label, hostname, effect},
      evidence: [...(quote ? [quote] : []), ...(proof ? [proof] : [])],
      repairs: proof === null ? [] : [isPrimary ? 'primary-hostname' : 'worker-identity'],
      advice: [
        `Fix the present name: hostname: ${hostname} in the compose file, docker run --hostname ${hostname}, or "hostname" in conf/config.json.`,
      ],
      confidence: proof === null ? 'medium' : 'high',
      key: hostname,
    },
  ]
}

function inspected(container: Container, hostname: string): Quote | 'pinned' {
  if (!container.id.startsWith(hostname)) return 'pinned'
  return {source: container.source, value: `Id ${container.id.slice(0, 12)}, Hostname ${container.hostname}`}
}

/** The first process of a namespace of its own: nothing but a container starts a program so. */
function inContainer(server: CronicleServer | null): Quote | null {
  for (const log of server?.logs ?? []) {
    const line = log.lines.findLast(l => l.pid === 1)
    if (line) return {source: `${log.source}, line ${line.number}`, value: `pid 1: ${line.text}`}
  }
  return null
}
