import type {CronicleLogEntry} from './log-entry.ts'

/** Who a server is, and whether it may lead (pixl-server server.js; Cronicle lib/engine.js, bin/storage-cli.js). */
export const identityEntries: readonly CronicleLogEntry[] = [
  {
    name: 'starting',
    pattern: /^Cronicle v(?<version>\S+) Starting Up$/,
    meaning: "a run of the process begins; the line's hostname is the system's, no setting is applied yet",
    visibleAt: 2,
    data: ['pid', 'ppid'],
  },
  {
    name: 'own-identity',
    pattern: /^Server Info:?$/,
    meaning: 'hostname and ip of the server for this run, as it reports them to a primary',
    visibleAt: 2,
    data: ['hostname', 'ip'],
  },
  {
    name: 'not-in-cluster',
    pattern: /^Server not found in cluster -- waiting for a (?:master|manager|primary) server to contact us$/,
    meaning: 'its own hostname is in no server record: right for a worker, an outage for a primary',
    visibleAt: 4,
  },
  {
    name: 'eligible',
    pattern: /^Server is eligible to become (?:master|manager|primary) \((?<group>.*)\)$/,
    meaning: 'its hostname is stored and matches a primary group',
    visibleAt: 4,
  },
  {
    name: 'not-eligible',
    pattern: /^Server is not eligible for (?:master|manager|primary) -- it will be a (?:slave|worker) only$/,
    meaning: 'no primary group matches its hostname: right for a worker, an outage for a primary',
    visibleAt: 4,
  },
  {
    name: 'became-primary',
    pattern: /^We are becoming the (?:master|manager|primary) server$/,
    meaning: 'it leads from here on',
    visibleAt: 3,
  },
  {
    name: 'became-worker',
    pattern: /^We are becoming a (?:slave|worker) server$/,
    meaning: 'a primary has connected to it and was accepted',
    visibleAt: 3,
  },
  {
    name: 'primary-named',
    pattern: /^(?:Master|Manager|Primary) server is: (?<primary>\S+)$/,
    meaning: 'hostname of the primary that connected',
    visibleAt: 3,
  },
  {
    name: 'primary-lost',
    pattern: /^No (?:master|manager|primary) ping received within (?<seconds>\d+) seconds/,
    meaning: 'a worker gave its primary up',
    visibleAt: 3,
  },
  {
    name: 'idle',
    pattern: /, going into idle mode$/,
    meaning: 'a server that was to lead may not any more',
    visibleAt: 4,
  },
  {
    name: 'conflict',
    pattern: /^(?:MASTER|MANAGER|PRIMARY) CONFLICT: (?<what>.{0,200})/,
    meaning: 'a primary was told to become a worker, or twice to lead: it shuts down',
    visibleAt: 'error',
  },
  {
    name: 'group-invalid',
    pattern: /^Invalid group regular expression: (?<regexp>.*)$/,
    meaning: 'a group is passed over',
    visibleAt: 'error',
  },
  {
    name: 'stopping',
    pattern: /^(?:Shutting down|Caught SIG(?:TERM|INT|HUP))$/,
    meaning: 'the run ends',
    visibleAt: 2,
  },
]
