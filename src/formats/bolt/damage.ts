import type {Damage, DamageSeverity} from './types.ts'

const entriesLost = 'The keys on this page cannot be read; the rest of the file can.'
const subtreeLost = 'Every key below this page is lost to a reader; the rest of the file can be read.'
const freelistHarm =
  'Reading is not hindered, but a process that opens the file for writing can overwrite live pages or panic: the file has to be rewritten first.'
const noReader = 'Nothing in the file can be read; the scheduler cannot open it.'
const orderHarm = 'A search by key can miss entries that are in the file.'

/** Every damage this reader knows, with what it costs. The codes are part of the report: they never change. */
const kinds = {
  'file-empty': [
    'error',
    'The scheduler takes a file of no bytes for a new store: it starts without a term, a log or a configuration.',
  ],
  'file-too-short': ['error', noReader],
  'byte-order': ['error', 'Written by a machine of the other byte order; no scheduler release reads it here.'],
  'no-usable-meta': ['error', noReader],
  'meta-invalid': [
    'warning',
    'The other meta page is used. The page is spare until the next transaction, but a second loss would close the file.',
  ],
  'meta-newest-invalid': [
    'warning',
    'The last transaction is not seen by any reader: it may have been a vote, a term or log entries.',
  ],
  'meta-page-size': ['warning', 'The pages are taken to be of the size that the valid meta names.'],
  'meta-header': [
    'warning',
    'Bolt opens the file, but its own check panics; the next transactions rewrite both pages.',
  ],
  'file-truncated': ['error', 'A process that touches the missing part is killed (SIGBUS) or panics.'],
  'freelist-not-stored': [
    'warning',
    'bbolt rebuilds the list when it opens the file; boltdb 1.3.1 (every Dkron release) crashes on it.',
  ],
  'freelist-page': ['error', freelistHarm],
  'freelist-count': ['error', freelistHarm],
  'freelist-duplicate': ['error', freelistHarm],
  'freelist-order': ['error', freelistHarm],
  'freelist-range': ['error', freelistHarm],
  'page-reachable-and-free': ['error', 'Holds data and is listed as free: the next writer overwrites it.'],
  'pages-leaked': ['warning', 'Wasted space, no loss of data.'],
  'page-out-of-range': ['error', subtreeLost],
  'page-beyond-file': ['error', subtreeLost],
  'page-id-mismatch': ['error', 'Read as if it were the right page, as boltdb does; bbolt panics on it.'],
  'page-type': ['error', subtreeLost],
  'page-overflow': ['error', 'What lies beyond the end of the file cannot be read.'],
  'page-referenced-twice': ['error', 'One of the two places has lost its own keys.'],
  'tree-too-deep': ['error', subtreeLost],
  'branch-empty': ['error', subtreeLost],
  'element-table-overrun': ['error', entriesLost],
  'element-overrun': ['error', 'The entries named cannot be read; a Go process that reads them can crash.'],
  'element-overlap': ['error', 'One of the two entries holds bytes of the other.'],
  'element-flags': ['warning', 'Ignored by Bolt.'],
  'key-order': ['error', orderHarm],
  'key-outside-parent': ['error', orderHarm],
  'bucket-header': ['error', 'The bucket and all its keys are lost to a reader.'],
  'read-failed': ['error', 'What stands there counts as missing: the disk, not the file, is at fault.'],
  'inline-bucket': ['error', 'Keys of this bucket cannot be read.'],
} as const satisfies Record<string, readonly [DamageSeverity, string]>

export type DamageCode = keyof typeof kinds

/** A damage of a known kind; `message` says what is wrong with the values read. */
export function damageOf(code: DamageCode, page: number | null, message: string): Damage {
  const [severity, consequence] = kinds[code]
  return {code, severity, page, message, consequence}
}
