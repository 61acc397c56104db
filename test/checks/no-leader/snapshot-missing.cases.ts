import {fires, quiet, skips} from '../check-case.ts'
import {facts, snapshot} from '../facts-builder.ts'

const hollow = {voters: null, currentTerm: 3n}

export default [
  fires('a term and nothing else', facts([{...hollow, dataDir: {snapshotsFolder: 'missing'}}]), {
    severity: 'error',
    message:
      's1 has been at term 3, but its log is empty and there is no snapshot: the configuration and the jobs in it are gone',
    repairs: [],
    quote: 'raft/snapshots: no such folder',
  }),
  fires('the log begins in the middle', facts([{log: {first: 15n}}]), {
    severity: 'error',
    message:
      's1 has been at term 2, but its log begins at index 15 and there is no snapshot: the configuration and the jobs in it are gone',
  }),
  quiet('there is one', facts([{...hollow, snapshots: [snapshot()]}])),
  quiet('a whole log needs none', facts([{}])),
  quiet(
    'the folder could not be read',
    facts([{...hollow, snapshots: {state: 'unreadable', where: 'raft/snapshots', reason: 'EACCES'}}]),
  ),
  skips(
    'damage hides the log',
    facts([
      {...hollow, store: {damage: [{code: 'page-type', severity: 'error', page: 4, message: 'm', consequence: 'c'}]}},
    ]),
  ),
  skips('no data-dir', facts([{dataDir: false}])),
]
