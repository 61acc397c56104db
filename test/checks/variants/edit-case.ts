import {closeSync, openSync, readdirSync, readFileSync, writeFileSync, writeSync} from 'node:fs'
import {join} from 'node:path'
import type {Edit, Kind, Told} from '../captured-case.ts'

/** A captured case with one thing changed, and what has to come out. */
export interface Variant {
  readonly what: string
  readonly of: string
  readonly edit: Edit
  readonly kinds?: readonly Kind[]
  readonly told?: Told
  readonly gives: readonly [verdict: string, cause: string | null]
  /** Fires among others. */
  readonly also?: string
}

export const healthy = 'v4.0.9-e2b-same-hostname-new-ip'
export const broken = 'v4.0.9-e1-1-down-up-new-id-new-ip'
export const three = 'v4.0.9-e4-4-fixed-names-new-ips'
export const three3 = 'v3.2.7-e4-1-healthy-3-staggered'
/** Without answers and logs of the time before the change. */
export const cold: readonly Kind[] = ['dataDirs', 'inspect', 'compose']

export const raftDb = (folder: string) => join(folder, 'dkron.data/raft/raft.db')
/** Puts a peers.json into the data-dir. */
export const peers =
  (list: unknown, place = 'raft/peers.json'): Edit =>
  folder =>
    writeFileSync(join(folder, 'dkron.data', place), typeof list === 'string' ? list : JSON.stringify(list))
/** Zeroes a page of raft.db. */
export const zero =
  (page: number): Edit =>
  folder => {
    const fd = openSync(raftDb(folder), 'r+')
    writeSync(fd, Buffer.alloc(4096), 0, 4096, page * 4096)
    closeSync(fd)
  }

// biome-ignore lint/suspicious/noExplicitAny: the whole of docker inspect
export type Inspected = any

/** Changes docker inspect of the containers whose file matches. */
export const inspected =
  (change: (container: Inspected) => void, pattern = /^inspect-/): Edit =>
  folder => {
    for (const file of readdirSync(folder).filter(f => pattern.test(f))) {
      const [container] = JSON.parse(readFileSync(join(folder, file), 'utf8'))
      change(container)
      writeFileSync(join(folder, file), JSON.stringify([container]))
    }
  }
export const withFlag = (flag: string, pattern?: RegExp) =>
  inspected(c => {
    c.Args.push(flag)
    c.Config.Cmd.push(flag)
  }, pattern)
/** Puts containers into a state in which they have no address. */
export const state = (Status: string, ExitCode = 0, pattern?: RegExp) =>
  inspected(c => {
    Object.assign(c.State, {Status, ExitCode, Running: Status === 'running'})
    for (const network of Object.values<Inspected>(c.NetworkSettings.Networks)) network.IPAddress = ''
  }, pattern)
/** Gives containers another address. */
export const address = (ip: string, pattern: RegExp) =>
  inspected(c => {
    for (const network of Object.values<Inspected>(c.NetworkSettings.Networks)) {
      network.IPAddress = ip
      if (network.IPAMConfig) network.IPAMConfig.IPv4Address = ip
    }
  }, pattern)
export const both =
  (...edits: readonly Edit[]): Edit =>
  folder => {
    for (const edit of edits) edit(folder)
  }
