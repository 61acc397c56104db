import type {CronicleLogEntry} from './log-entry.ts'

/** The way from primary to worker, as either end writes it (Cronicle lib/comm.js, lib/api/admin.js). */
export const linkEntries: readonly CronicleLogEntry[] = [
  {
    name: 'add-requested',
    pattern:
      /^Sending API request to remote server: (?<url>(?<scheme>https?):\/\/(?<host>\[[^\]]*\]|[^/:]+)(?::(?<port>\d+))?\/\S*check_add_server)$/,
    meaning: 'somebody added a server under this name; the worker is asked over HTTP who it is',
    visibleAt: 9,
  },
  {
    name: 'add-answered',
    pattern: /^Adding remote (?:slave|worker) server to cluster: (?<worker>\S+)$/,
    meaning: 'the worker answered with the hostname and address that are stored and dialled from now on',
    visibleAt: 4,
    data: ['hostname', 'ip'],
  },
  {
    name: 'worker-taken',
    pattern: /^Adding (?:slave|worker) to cluster: (?<worker>\S+) \((?<ip>.*)\)$/,
    meaning: 'the primary starts to connect to it',
    visibleAt: 5,
  },
  {
    name: 'dialling',
    pattern:
      /^Connecting to (?:slave|worker) via socket\.io: (?<url>https?:\/\/(?<host>\[[^\]]*\]|[^/:]+)(?::(?<port>\d+))?)$/,
    meaning: 'the address that is dialled',
    visibleAt: 8,
  },
  {
    name: 'connected',
    pattern: /^Successfully connected to (?:slave|worker): (?<worker>\S+)$/,
    meaning: 'the socket is up; the worker has not accepted the primary yet',
    visibleAt: 6,
  },
  {
    name: 'enabled',
    pattern: /^Marking (?:slave|worker) as enabled: (?<worker>\S+)$/,
    meaning: 'reconnected after it was lost',
    visibleAt: 5,
  },
  {
    name: 'disabled',
    pattern: /^Marking (?:slave|worker) as disabled: (?<worker>\S+)$/,
    meaning: 'lost or never reached: the row turns grey',
    visibleAt: 5,
  },
  {
    name: 'connect-failed',
    pattern: /^(?:Slave|Worker) connection failed: (?<worker>\S+): (?:Error: )?(?<error>.*)$/,
    meaning:
      '"timeout": nothing came back in 5 s; "xhr poll error": name unknown, no route, refused, or an answer other than 200; "xhr post error": the session is unknown to whoever got the POST',
    visibleAt: 'error',
  },
  {
    name: 'connect-timeout',
    pattern: /^(?:Slave|Worker) connection timeout: (?<worker>\S+)$/,
    meaning: 'as connection failed: timeout',
    visibleAt: 'error',
  },
  {
    name: 'lost',
    pattern: /^(?:Slave|Worker) disconnected unexpectedly: (?<worker>\S+)$/,
    meaning: 'a connection that was up is gone',
    visibleAt: 'error',
  },
  {
    name: 'rejected',
    pattern: /^Authentication failure, cannot add (?:slave|worker): (?<worker>\S+) \((?<reason>.*)\)$/,
    meaning: 'the worker refused the key or the clock; the row vanishes, the record stays',
    visibleAt: 'error',
  },
  {
    name: 'clock-off',
    pattern: /^Server clock is (?<seconds>[\d.]+) seconds out of sync: (?<worker>\S+)$/,
    meaning: 'difference of the clocks of primary and worker',
    visibleAt: 'error',
  },
  {
    name: 'removed',
    pattern: /^Removing (?:remote )?(?:slave|worker) (?:server )?from cluster: (?<worker>\S+)/,
    meaning: 'taken out by a person, or after the worker refused',
    visibleAt: 4,
  },
  {
    name: 'primary-accepted',
    pattern: /^Socket client \S+ has authenticated via secret key \(IP: (?<ip>.*)\)$/,
    meaning: 'written by a worker: a primary has proved itself',
    visibleAt: 4,
  },
]
