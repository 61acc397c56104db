import {readValue} from '../../case/read.ts'
import type {Facts, Server} from '../../facts/types.ts'
import {dataDirMount} from '../../formats/dkron/data-dir-mount.ts'
import type {Evidence} from '../../report/types.ts'
import type {Failure} from '../define-check.ts'
import {defineCheck, failEach, skip} from '../define-check.ts'
import type {ProcessUser} from './rules/container-user.ts'
import {describeOwnership, mayWrite, userOf} from './rules/container-user.ts'
import {latestHits} from './rules/latest-run.ts'
import {leadersInSight} from './rules/leader-in-sight.ts'
import {quoteContainer, quoteFile, quoteNewest, quotePlace} from './rules/quote-evidence.ts'
import {isUp} from './rules/server-up.ts'

const refusalLines = [
  'snapshot-path-not-accessible',
  'raft-store-not-opened',
  'vote-not-persisted',
  'disk-full',
  'peers-json-not-deleted',
]
const refusalWords = [
  /permission denied/i,
  /read-only file system/i,
  /no space left/i,
  /operation not permitted/i,
  /permissions test failed/i,
  /not accessible/i,
]

export default defineCheck({
  id: 'data-dir-not-writable',
  severity: 'error',
  since: '0.1.0',
  scheduler: 'dkron',
  title: 'The server may not write in its data-dir',
  message: '{server} may not write in its data-dir: {reason}',
  why: `Dkron writes the vote and every entry before it answers, so it exits at once when it cannot write. A data-dir that was copied or restored as another user, a container that was given a user:, a read-only mount, a full disk and SELinux labels all end here. The data itself is unharmed.`,
  confirm: [
    'ls -ln DATA-DIR DATA-DIR/raft',
    "docker inspect --format '{{.Config.User}} {{range .Mounts}}{{.Destination}} rw={{.RW}} {{end}}' CONTAINER",
    'docker logs --tail 5 CONTAINER',
  ],
  repairs: [],
  folklore: [
    'chmod -R 777: works and lets everyone on the host read and change the jobs; chown is enough.',
    'Starting on an empty data-dir instead: the jobs stay behind in the old one.',
  ],
  references: [
    'hashicorp/raft file_snapshot.go: testPermissions',
    'raft-boltdb bolt_store.go: NewBoltStore (mode 0600)',
    'Compose: user',
  ],
  needs: [
    'cluster.leader',
    'server.api',
    'server.compose',
    'server.configuration',
    'server.container',
    'server.dataDir',
    'server.folder',
    'server.identity',
    'server.log',
    'server.settings',
    'server.store',
    'server.version',
  ],
  explains: [
    'quorum-lost',
    'never-bootstrapped',
    'server-id-changed',
    'server-id-not-pinned',
    'data-dir-empty',
    'peers-json-pending',
    'ghost-voters',
    'server-address-changed',
    'bootstrap-expect-conflict',
  ],
  run(facts) {
    const known = facts.servers.filter(s => s.container !== null || s.log !== null || s.compose !== null)
    if (known.length === 0) return skip('neither container, compose file nor log is known')
    return failEach(known.flatMap(server => judge(server, facts)))
  },
})

function judge(server: Server, facts: Facts): readonly Failure[] {
  // It leads or follows: whatever stat shows here, the process can write (user namespaces, ACLs).
  const works = isUp(server) === true && leadersInSight(facts).length > 0
  const refused = latestHits(server, refusalLines).filter(h => wordsOf(h.text) !== null)
  const mount = readOnlyMount(server)
  const owners = works || refused.length > 0 ? [] : foreignOwners(server)
  if (refused.length === 0 && mount.length === 0 && owners.length === 0) return []
  const said = refused.map(h => wordsOf(h.text)).findLast(w => w !== null)
  const reason = said ?? (mount.length > 0 ? 'it is mounted read-only' : 'its files belong to another user')
  return [
    {
      subject: server.label,
      severity: works ? 'warning' : 'error',
      params: {server: server.label, reason},
      evidence: [
        ...quoteNewest(server, refused),
        ...mount,
        ...owners,
        ...(refused.length > 0 ? ownersOf(server) : []),
        ...quoteContainer(server),
      ],
      advice: adviceFor(server, mount.length > 0, reason),
      confidence: refused.length > 0 || mount.length > 0 ? 'high' : 'medium',
      key: refused.length > 0 ? 'refused' : mount.length > 0 ? 'read-only' : 'owner',
    },
  ]
}

/** The system's own reason, if the line gives one. */
function wordsOf(text: string): string | null {
  return refusalWords.map(words => words.exec(text)?.[0].toLowerCase()).find(w => w !== undefined) ?? null
}

function readOnlyMount(server: Server): readonly Evidence[] {
  const settings = readValue(server.settings)
  if (server.container === null || settings === null) return []
  const mount = dataDirMount(server.container, settings)
  if (mount === null || mount.writable) return []
  return [{source: `${server.container.source}: mount of ${mount.destination}`, value: 'read-only'}]
}

function processUser(server: Server): ProcessUser | null {
  if (server.container !== null) return userOf(server.container.user)
  const planned = server.compose?.service.user
  return planned ? userOf(planned.value) : null
}

/** Folder and raft.db that the container's user may not write, by owner and mode. */
function foreignOwners(server: Server): readonly Evidence[] {
  const user = processUser(server)
  if (user === null) return []
  const folder = readValue(server.folder)
  const file = readValue(server.store)
  const bad: Evidence[] = []
  if (folder !== null && !mayWrite(user, folder))
    bad.push({source: `${server.dataDir?.path}`, value: describeOwnership(folder)})
  if (file !== null && !mayWrite(user, file.ownership)) {
    bad.push(quoteFile(server, file.file, describeOwnership(file.ownership)))
  }
  return bad.length === 0 ? [] : [...bad, quoteUser(server)]
}

function quoteUser(server: Server): Evidence {
  const {container, compose} = server
  if (container !== null) return {source: `${container.source}: user`, value: container.user || 'root'}
  const planned = compose?.service.user
  return planned ? quotePlace(planned.place, `user: ${planned.value}`) : {source: 'user', value: 'not known'}
}

function ownersOf(server: Server): readonly Evidence[] {
  const folder = readValue(server.folder)
  return folder === null ? [] : [{source: `${server.dataDir?.path}`, value: describeOwnership(folder)}]
}

function adviceFor(server: Server, readOnly: boolean, reason: string): readonly string[] {
  if (readOnly) return ['Take ":ro" off the mount of the data-dir.']
  if (reason.startsWith('no space')) return ['Free space on the file system of the data-dir, then start the server.']
  const user = processUser(server)
  const path = server.dataDir?.realPath ?? 'DATA-DIR'
  const owner = user === null ? 'UID:GID' : `${user.uid}:${user.gid ?? user.uid}`
  return [
    `As root on the host: chown -R ${owner} ${path}`,
    'If owner and mode are right and it is still denied, it is SELinux: mount the data-dir with :Z',
  ]
}
