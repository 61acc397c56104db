import {fires, quiet, skips} from '../check-case.ts'
import {facts, snapshot} from '../facts-builder.ts'

export default [
  fires('inside the log', facts([{log: {gaps: [{from: 5n, to: 7n}]}}]), {
    severity: 'error',
    message: 'log entries 5 to 7 of s1 are missing: Raft panics at every start when it comes to them',
    repairs: [],
  }),
  fires('between snapshot and log', facts([{snapshots: [snapshot({index: 8n})], log: {first: 12n}}]), {
    severity: 'error',
    message: 'log entries 9 to 11 of s1 are missing: Raft panics at every start when it comes to them',
  }),
  fires('only a log', facts([{dataDir: false, said: ['panic: log not found']}]), {
    severity: 'error',
    confidence: 'medium',
  }),
  quiet('the snapshot covers it', facts([{snapshots: [snapshot({index: 8n})], log: {gaps: [{from: 3n, to: 8n}]}}])),
  quiet('the log begins right after the snapshot', facts([{snapshots: [snapshot({index: 8n})], log: {first: 9n}}])),
  quiet('without any snapshot the beginning is missing, which is told apart', facts([{log: {first: 9n}}])),
  skips('an empty store', facts([{voters: null}])),
]
