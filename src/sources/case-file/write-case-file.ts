import {createHash} from 'node:crypto'
import {gzipSync} from 'node:zlib'
import {packTar} from 'modern-tar'
import type {Case} from '../../case/case.ts'
import {encodeCase} from '../../case/encode-case.ts'
import {redactCase} from '../../case/redact.ts'

/** What stands in a case file beside the case. */
export interface CaseManifest {
  readonly schemaVersion: 1
  readonly tool: string
  readonly createdAt: string
  readonly files: readonly {readonly name: string; readonly size: number; readonly sha256: string}[]
  readonly leftOut: readonly string[]
  readonly unread: Case['unread']
}

/** The bytes of a case file: a tar.gz of `manifest.json` and `case.json`, without secrets. */
export async function packCaseFile(
  c: Case,
  version: string,
  now: Date,
): Promise<{bytes: Uint8Array; manifest: CaseManifest}> {
  const redacted = redactCase(c)
  const text = Buffer.from(encodeCase(redacted.case))
  const manifest: CaseManifest = {
    schemaVersion: 1,
    tool: `doctor ${version}`,
    createdAt: now.toISOString(),
    files: [{name: 'case.json', size: text.length, sha256: createHash('sha256').update(text).digest('hex')}],
    leftOut: [
      ...(holdsDkron(c) ? ['log entries and snapshots themselves: jobs, executions and their output'] : []),
      ...(c.cronicle ? ['stored records of Cronicle other than servers, groups and what became of servers'] : []),
      'log lines that no check looks for',
      ...redacted.leftOut,
    ],
    unread: redacted.case.unread,
  }
  const entries = [
    {name: 'manifest.json', body: Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)},
    {name: 'case.json', body: text},
  ]
  const tar = await packTar(
    entries.map(({name, body}) => ({header: {name, size: body.length, mode: 0o600, mtime: now, type: 'file'}, body})),
  )
  return {bytes: gzipSync(tar), manifest}
}

/** A case of nothing counts as one of Dkron. */
const holdsDkron = (c: Case): boolean => c.cronicle === undefined || c.dataDirs.length + c.api.length > 0
