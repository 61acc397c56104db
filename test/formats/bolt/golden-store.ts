import {readFileSync} from 'node:fs'
import {gunzipSync} from 'node:zlib'
import {fnv1a64} from '../../../src/formats/bolt/fnv1a64.ts'
import {listBuckets} from '../../../src/formats/bolt/list-buckets.ts'
import {openBolt} from '../../../src/formats/bolt/open-bolt.ts'
import type {BoltFile} from '../../../src/formats/bolt/types.ts'
import {walkBucket} from '../../../src/formats/bolt/walk-bucket.ts'
import {bufferBytes} from '../../../src/formats/bytes.ts'

/** Stores written by the genuine libraries, with what the genuine libraries read from them (fixtures/bolt/README.md). */
export const goldenNames = [
  'tiny',
  'boltdb',
  'bbolt',
  'page-1k',
  'page-16k',
  'page-64k',
  'no-freelist',
  'overflow',
] as const

export type GoldenName = (typeof goldenNames)[number]

export interface Expected {
  readonly page_size: number
  readonly txid: number
  readonly tx_size: number
  readonly free_pages: number
  readonly bolt_check: readonly string[]
  readonly buckets: Readonly<
    Record<string, {readonly keys: number; readonly sequence: number; readonly inline: number}>
  >
  readonly conf_raw: Readonly<Record<string, string>>
  readonly digests: Readonly<Record<string, {readonly keys: number; readonly sha256: string}>>
}

const folder = new URL('../../../fixtures/bolt/', import.meta.url)

/** A fresh copy of the store's bytes. */
export const golden = (name: GoldenName): Uint8Array =>
  new Uint8Array(gunzipSync(readFileSync(new URL(`${name}.db.gz`, folder))))

export const expected = (name: GoldenName): Expected =>
  JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'))

export const open = (bytes: Uint8Array): BoltFile => openBolt(bufferBytes(bytes))

/** Keys of a bucket as hex, with the codes of the damage met. */
export function keysOf(bytes: Uint8Array, bucket = 'logs'): {keys: string[]; codes: string[]} {
  const keys: string[] = []
  const codes: string[] = []
  const onDamage = (damage: {code: string}) => codes.push(damage.code)
  walkBucket(
    open(bytes),
    bucket,
    key => {
      keys.push(Buffer.from(key).toString('hex'))
      return undefined
    },
    {onDamage},
  )
  return {keys, codes}
}

/** A store opened for surgery: the bytes with the places a test damages. */
export class Patient {
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly pageSize: number
  readonly meta: 0 | 1
  readonly root: number
  readonly freelist: number
  readonly highWater: number

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer)
    const {meta} = open(bytes)
    if (meta === null) throw new Error('no meta')
    this.pageSize = meta.pageSize
    this.meta = meta.page
    this.root = Number(meta.root)
    this.freelist = Number(meta.freelist)
    this.highWater = Number(meta.highWater)
  }

  at(page: number): number {
    return page * this.pageSize
  }

  /** Offset of element `i` of a page. */
  element(page: number, i: number): number {
    return this.at(page) + 16 + 16 * i
  }

  logsRoot(): number {
    const logs = listBuckets(open(this.bytes)).find(b => b.name === 'logs')
    if (logs?.root.kind !== 'page') throw new Error('logs has no page')
    return logs.root.page
  }

  child(branch: number, i: number): number {
    return Number(this.view.getBigUint64(this.element(branch, i) + 8, true))
  }

  count(page: number): number {
    return this.view.getUint16(this.at(page) + 10, true)
  }

  zero(page: number): void {
    this.bytes.fill(0, this.at(page), this.at(page + 1))
  }

  /** Makes the checksum of a meta right again. */
  seal(page: 0 | 1): void {
    const at = this.at(page)
    this.view.setBigUint64(at + 72, fnv1a64(this.bytes.subarray(at + 16, at + 72)), true)
  }

  /** Sets a u64 of the meta in use (offset in the page) and seals it. */
  setMeta(offset: number, value: bigint): void {
    this.view.setBigUint64(this.at(this.meta) + offset, value, true)
    this.seal(this.meta)
  }
}

export const patient = (name: GoldenName): Patient => new Patient(golden(name))
