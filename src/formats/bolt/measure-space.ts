import {checkIntegrity} from './check-integrity.ts'
import {readFreelist} from './read-freelist.ts'
import type {BoltFile, SpaceUse} from './types.ts'

/**
 * Pages in use and free by the stored freelist. A file without one (bbolt's no-freelist-sync) has its free pages
 * counted by walking all of it. Null when no meta is usable or the freelist cannot be read.
 */
export function measureSpace(file: BoltFile): SpaceUse | null {
  const {meta, pageSize} = file
  if (meta === null || pageSize === null) return null
  const pages = Number(meta.highWater)
  const free = meta.freelist === null ? checkIntegrity(file).free : readFreelist(file, () => {})?.count
  if (free === undefined) return null
  return {fileBytes: file.bytes.size, pages, free, reclaimableBytes: free * pageSize}
}
