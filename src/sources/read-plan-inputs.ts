import {createHash} from 'node:crypto'
import {existsSync, readFileSync, realpathSync} from 'node:fs'
import type {Case} from '../case/case.ts'
import {openFileBytes} from './file-bytes.ts'

/** Files a plan is computed from: texts to edit, and hashes of what a plan may touch. */
export interface PlanInputs {
  readonly texts: ReadonlyMap<string, {readonly realPath: string; readonly text: string; readonly sha256: string}>
  readonly hashes: ReadonlyMap<string, string>
}

/** Reads the compose files of the case and hashes raft.db and peers.json of every data-dir in it. */
export function readPlanInputs(c: Case): PlanInputs {
  const texts = new Map<string, {realPath: string; text: string; sha256: string}>()
  for (const file of c.compose.flatMap(set => set.files)) {
    if (!existsSync(file)) continue
    const bytes = readFileSync(file)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    texts.set(file, {realPath: realpathSync(file), text: bytes.toString('utf8'), sha256})
  }
  const hashes = new Map<string, string>()
  for (const dataDir of c.dataDirs) {
    const raft = dataDir.raftPath ?? `${dataDir.realPath}/raft`
    for (const path of [`${raft}/raft.db`, `${raft}/peers.json`]) if (existsSync(path)) hashes.set(path, hashOf(path))
  }
  return {texts, hashes}
}

function hashOf(path: string): string {
  const bytes = openFileBytes(path)
  try {
    const hash = createHash('sha256')
    const run = 1 << 20
    for (let at = 0; at < bytes.size; at += run) hash.update(bytes.read(at, run))
    return hash.digest('hex')
  } finally {
    bytes.close()
  }
}
