import type {LogEntry} from './log-entry.ts'

/** Steps of a start that went well, which tell how far another one came, and two settings that end it. */
export const markerEntries: readonly LogEntry[] = [
  {
    name: 'agent-starting',
    pattern: /agent: Dkron agent starting/i,
    keys: ['dkron agent starting'],
    meaning: 'a run of the process begins; lines above it belong to an earlier one',
    visibleAt: 'info',
    checks: [],
  },
  {
    name: 'http-server-running',
    pattern: /api: Running HTTP server/i,
    keys: ['running http server'],
    meaning: 'the API is up; raft.db is opened after it',
    visibleAt: 'info',
    checks: ['store-locked', 'data-dir-shared'],
  },
  {
    name: 'server-joined',
    pattern: /^(?:Adding LAN )?adding server(?:.*? server=(\S+))?/i,
    keys: ['adding server'],
    meaning: 'the join of a server was seen; only then a bootstrap is tried',
    visibleAt: 'info',
    checks: ['never-bootstrapped'],
  },
  {
    name: 'server-updated',
    pattern: /Updating LAN server(?:.*? server="?(\S+))?|Received event event=member-update/i,
    keys: ['updating lan server', 'event=member-update'],
    meaning: 'the tags of a server changed; no bootstrap is tried then',
    visibleAt: 'info',
    checks: ['never-bootstrapped'],
  },
  {
    name: 'gossip-key-malformed',
    pattern: /invalid encryption key/i,
    keys: ['invalid encryption key'],
    meaning: 'the gossip key is no base64 text of 16, 24 or 32 bytes; the process ends',
    visibleAt: 'info',
    checks: ['gossip-key-mismatch'],
  },
  {
    name: 'server-id-empty',
    pattern: /LocalID cannot be empty/i,
    keys: ['localid cannot be empty'],
    meaning: 'the node name is set to an empty text; the process ends',
    visibleAt: 'info',
    checks: ['server-id-changed'],
  },
]
