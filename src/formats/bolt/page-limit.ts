import type {BoltFile} from './types.ts'

/**
 * First page number that cannot be followed: the meta's high-water mark, or the file's end when that comes first.
 * 0 when no meta is usable.
 */
export function pageLimit(file: BoltFile): number {
  if (file.meta === null || file.pageSize === null) return 0
  const inFile = Math.ceil(file.bytes.size / file.pageSize)
  return file.meta.highWater < BigInt(inFile) ? Number(file.meta.highWater) : inFile
}
