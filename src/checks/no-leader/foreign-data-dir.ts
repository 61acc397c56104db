import {readValue} from '../../case/read.ts'
import type {Facts, Server} from '../../facts/types.ts'
import type {Failure} from '../define-check.ts'
import {defineCheck, failEach, skip} from '../define-check.ts'
import {suffrageOf, votersOf} from './rules/membership.ts'
import {quoteIdentity, quoteOwnConfiguration} from './rules/quote-evidence.ts'
import {serverIdOf} from './rules/server-id.ts'
import {dataFolderOf} from './rules/shared-data-dir.ts'

export default defineCheck({
  id: 'foreign-data-dir',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'dkron',
  title: "The data-dir is another server's",
  message: '{server} calls itself "{serverId}" but has the data of "{owner}": {how}',
  why: `A volume that was swapped with a neighbour's, or copied from it, carries the neighbour's configuration and votes. The server does not find itself in it and never stands for election. Nothing is wrong with the data; it is in the wrong place.

Two copies of one history that both get a leader can never be brought together again: each goes on counting from the same index.`,
  confirm: [
    "docker inspect --format '{{.Name}} {{range .Mounts}}{{.Source}} {{end}}' CONTAINER1 CONTAINER2",
    'sha256sum */raft/raft.db   # of stopped servers: equal files are copies',
  ],
  repairs: [],
  folklore: [
    'Recovering both copies with peers.json makes two clusters with two histories.',
    "Renaming the server to the ID that its data-dir knows makes two servers of one ID when the data's owner still runs.",
  ],
  references: ['hashicorp/raft configuration.go: hasVote', 'Compose: volumes'],
  needs: ['server.configuration', 'server.dataDir', 'server.identity'],
  explains: [
    'server-id-changed',
    'several-bootstrap-servers',
    'clusters-merged',
    'configurations-disagree',
    'server-id-not-pinned',
    'quorum-lost',
    'ghost-voters',
    'two-voters',
    'server-address-changed',
    'leader-not-recognised',
  ],
  run(facts) {
    const placed = facts.servers.filter(s => suffrageOf(s) !== null)
    if (placed.length < 2) return skip('needs the data-dirs and server IDs of two servers')
    return failEach(placed.flatMap(server => foreignData(server, placed, facts)))
  },
})

function foreignData(server: Server, all: readonly Server[], facts: Facts): readonly Failure[] {
  const configuration = readValue(server.configuration)
  const serverId = serverIdOf(server)
  if (suffrageOf(server) !== 'absent' || configuration === null || serverId === null) return []
  const others = all.filter(o => o !== server && dataFolderOf(o) !== dataFolderOf(server))
  const mine = votersOf(configuration.servers).map(v => v.id)
  const swapped = others.find(o => swappedWith(serverId, mine, o))
  const copied = others.find(o => mine.length === 1 && suffrageOf(o) === 'Voter' && idOf(o) === mine[0])
  const owner = swapped ?? copied
  if (!owner) return []
  const holders = facts.servers.filter(s => s === server || s === owner)
  return [
    {
      subject: server.label,
      params: {
        server: server.label,
        serverId,
        owner: swapped ? mine.join('", "') : (idOf(owner) ?? ''),
        how: swapped
          ? `its own lies with ${owner.label}, the two are swapped`
          : `${owner.label} has the same history, so one of the two is a copy`,
      },
      evidence: holders.flatMap(s => [...quoteIdentity(s), ...quoteOwnConfiguration(s)]),
      advice: swapped
        ? ['Stop both servers and swap the mounts back. Nothing has to be rewritten.']
        : [
            `Stop ${server.label}. Keep the data of ${owner.label}, give ${server.label} an empty data-dir, and let it join.`,
          ],
      key: swapped ? 'swapped' : 'copied',
    },
  ]
}

/** The other's data-dir is of another cluster and knows this server's ID. */
function swappedWith(serverId: string, mine: readonly string[], other: Server): boolean {
  const theirs = (readValue(other.configuration)?.servers ?? []).map(s => s.id)
  return theirs.includes(serverId) && !theirs.some(id => mine.includes(id))
}

function idOf(server: Server): string | null {
  return serverIdOf(server)
}
