import type {CronicleLogEntry} from './log-entry.ts'

/** What the setup writes to the terminal (Cronicle bin/storage-cli.js). */
export const setupEntries: readonly CronicleLogEntry[] = [
  {
    name: 'setup-done',
    pattern: /^This server \((?<hostname>.*)\) has been added as the single primary (?:master |manager )?server\.$/,
    meaning: 'the storage was made in this container, under this hostname',
    visibleAt: 'console',
  },
  {
    name: 'setup-done-before',
    pattern: /^Storage has already been set up\./,
    meaning: 'the storage is older than this start',
    visibleAt: 'console',
  },
]
