import {createHash} from 'node:crypto'
import {readFileSync} from 'node:fs'
import {gunzipSync} from 'node:zlib'
import {unpackTar} from 'modern-tar'
import type {Case} from '../../case/case.ts'
import {decodeCase} from '../../case/encode-case.ts'
import {ToolError} from '../../errors.ts'

/** A case of a hundred servers takes some megabytes; more is no case file. */
const largestArchive = 64 * 1024 * 1024
const largestContent = 256 * 1024 * 1024

/**
 * Reads a case file. Nothing is unpacked to disk; only the two known names are looked at, links and devices are
 * refused, and so is anything that grows beyond bounds.
 * @throws ToolError CASE_UNREADABLE
 */
export async function readCaseFile(path: string): Promise<Case> {
  const bytes = readFileSync(path)
  if (bytes.length > largestArchive) throw unreadable(path, `it has ${bytes.length} bytes, too many for a case file`)
  const entries = await unpack(path, bytes)
  const stranger = entries.find(
    e => e.header.type !== 'file' || !['manifest.json', 'case.json'].includes(e.header.name),
  )
  if (stranger)
    throw unreadable(path, `it holds "${stranger.header.name}" (${stranger.header.type}), which no case file does`)
  const find = (name: string) => entries.filter(e => e.header.name === name)
  const [manifest, ...moreManifests] = find('manifest.json')
  const [content, ...moreContents] = find('case.json')
  if (!manifest?.data || !content?.data || moreManifests.length + moreContents.length > 0) {
    throw unreadable(path, 'it does not hold one manifest.json and one case.json')
  }
  const sha256 = createHash('sha256').update(content.data).digest('hex')
  if (expectedHash(manifest.data) !== sha256) throw unreadable(path, 'case.json is not what its manifest says')
  const decoded = decodeCase(Buffer.from(content.data).toString('utf8'))
  if ('problem' in decoded) throw unreadable(path, `case.json: ${decoded.problem}`)
  return decoded.case
}

async function unpack(path: string, bytes: Buffer) {
  try {
    const tar = gunzipSync(bytes, {maxOutputLength: largestContent})
    return await unpackTar(tar, {strict: true})
  } catch (error) {
    throw unreadable(path, (error as Error).message)
  }
}

function expectedHash(manifest: Uint8Array): string | null {
  try {
    const {files} = JSON.parse(Buffer.from(manifest).toString('utf8')) as {files?: {name?: unknown; sha256?: unknown}[]}
    const entry = files?.find(f => f.name === 'case.json')
    return typeof entry?.sha256 === 'string' ? entry.sha256 : null
  } catch {
    return null
  }
}

function unreadable(path: string, why: string): ToolError {
  return new ToolError('CASE_UNREADABLE', `${path} is no case file that can be read: ${why}`, {
    next: [
      'Make it anew on the host: doctor collect -o case.tgz',
      'A data-dir is named by its folder: doctor no-leader ./dkron.data',
    ],
  })
}
