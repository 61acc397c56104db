import {defineCheck, failEach, skip} from '../define-check.ts'
import {contentFaults} from './rules/judge-peers-content.ts'
import {peersFileAtStart, pendingRecovery} from './rules/pending-recovery.ts'
import {describeServer, quoteFile} from './rules/quote-evidence.ts'

export default defineCheck({
  id: 'peers-json-pending',
  severity: 'info',
  since: '0.1.0',
  scheduler: 'dkron',
  title: 'A recovery from peers.json waits for the next start',
  message: '{file} of {server} is in order and will be taken in at the next start: the configuration becomes {servers}',
  why: `Dkron reads raft/peers.json once, when it starts, replaces the stored configuration with it and deletes it. Until then nothing changes. When the file is still there after a start, Dkron could not delete it (a read-only mount) and takes it in again at every start.`,
  confirm: ['docker logs CONTAINER 2>&1 | grep peers.json   # "found", then "deleted"'],
  repairs: [],
  folklore: ['Writing the file while the server runs does nothing until it is restarted.'],
  references: ['Dkron agent.go setupRaft'],
  needs: [
    'cluster.composeFiles',
    'cluster.events',
    'cluster.inventory',
    'cluster.members',
    'cluster.presentIds',
    'server.container',
    'server.dataDir',
    'server.identity',
    'server.peersFiles',
    'server.settings',
    'server.snapshots',
    'server.store',
    'server.version',
  ],
  explains: [],
  run(facts) {
    if (facts.servers.every(s => peersFileAtStart(s) === null))
      return skip('no peers.json at the place where Dkron reads it')
    return failEach(
      facts.servers.flatMap(server => {
        const file = pendingRecovery(server)
        if (file === null || contentFaults(server, file, facts).length > 0) return []
        return [
          {
            subject: server.label,
            params: {server: server.label, file: file.file, servers: file.servers.map(s => s.id)},
            evidence: [quoteFile(server, file.file, file.servers.map(describeServer).join('; '))],
            advice: ['Restart the server (docker restart keeps its ID), then run this command again.'],
            key: file.file,
          },
        ]
      }),
    )
  },
})
