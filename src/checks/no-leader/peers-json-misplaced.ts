import {defineCheck, failEach, skip} from '../define-check.ts'
import {quoteFile} from './rules/quote-evidence.ts'

export default defineCheck({
  id: 'peers-json-misplaced',
  severity: 'warning',
  since: '0.1.0',
  scheduler: 'dkron',
  title: 'peers.json lies where nothing reads it',
  message: '{file} of {server} is never read: Dkron looks only for raft/peers.json in its data-dir',
  why: `Dkron says nothing about a file in any other place. Whoever put it there waits for a recovery that does not come, and takes the silence for a failed one. The file has to lie in the raft folder of the data-dir that the server really uses, and to be called peers.json.`,
  confirm: ['ls -l DATA-DIR/peers.json DATA-DIR/raft/peers.json'],
  repairs: [],
  folklore: ['A peers.info file beside it: that is how Consul and Nomad do it, Dkron does not look for one.'],
  references: ['Dkron agent.go setupRaft: filepath.Join(DataDir, "raft", "peers.json")'],
  needs: ['server.dataDir', 'server.peersFiles'],
  explains: [],
  run(facts) {
    if (facts.servers.every(s => s.dataDir === null)) return skip('no data-dir was given')
    return failEach(
      facts.servers.flatMap(server =>
        server.peersFiles
          .filter(f => f.placed === 'never-read')
          .map(f => ({
            subject: server.label,
            params: {server: server.label, file: f.file},
            evidence: [quoteFile(server, f.file, `${f.servers.length} servers`)],
            advice: [
              'Remove it; or, if a recovery is what you want, stop the server and move it to raft/peers.json after checking what it says.',
            ],
            key: f.file,
          })),
      ),
    )
  },
})
