import {readFileSync, readSync, writeSync} from 'node:fs'
import type {Plan} from '../../src/repairs/plan.ts'
import {applyPlan} from '../../src/surgery/apply.ts'
import {type Disk, realDisk} from '../../src/surgery/disk.ts'
import {openLedger} from '../../src/surgery/ledger.ts'
import {undoRun} from '../../src/surgery/undo.ts'
import {serveApi, standInEngine} from './stand-in-engine.ts'

/**
 * Run as a process of its own (`bundle-process.ts`): applies or undoes, and ends itself with SIGKILL after the n-th
 * call that changes a disk, the ledger's writes included. Without a number it prints how many calls there were, or
 * stops at each of them with the disk as a kill there would leave it.
 */
interface Order {
  readonly act: 'apply' | 'undo'
  readonly planFile: string
  readonly stateDir: string
  readonly backupFolder: string
  /** Die after so many calls; null = live. */
  readonly dieAfter: number | null
  /** Die in the middle of that call, if it is a write. */
  readonly torn: boolean
  /** Print a line after each call, and in the middle of each write, and go on when a byte comes in. */
  readonly stops?: boolean
  /** Containers of the plan: file of the stand-in, and the port where its servers answer. */
  readonly engine?: {readonly file: string; readonly port: number}
}

const order: Order = JSON.parse(process.argv[2] ?? '')
let calls = 0
const names: string[] = []

const die = (): never => {
  process.kill(process.pid, 'SIGKILL')
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000)
}

const stop = (at: number, torn: boolean): void => {
  writeSync(1, `${JSON.stringify({at, torn})}\n`)
  readSync(0, new Uint8Array(1))
}

const count = (name: string): void => {
  calls += 1
  names.push(name)
  if (calls === order.dieAfter) die()
  if (order.stops) stop(calls, false)
}

const disk = new Proxy(realDisk, {
  get(real, name: keyof Disk) {
    const call = real[name] as (...args: unknown[]) => unknown
    return (...args: unknown[]) => {
      const dies = order.torn && calls + 1 === order.dieAfter
      if (name === 'write' && (dies || order.stops)) {
        const [fd, bytes, offset] = args as [number, Uint8Array, number]
        real.write(fd, bytes.subarray(0, bytes.length >> 1), offset)
        if (dies) die()
        stop(calls + 1, true)
      }
      const result = call(...args)
      count(name)
      return result
    }
  },
})

const opened = await openLedger(disk, order.stateDir)
if (!opened.ok) throw new RangeError(JSON.stringify(opened.refusals))
const real = opened.value
const ledger = {
  ...real,
  async put(run: Parameters<typeof real.put>[0]) {
    await real.put(run)
    count('ledger')
  },
}
const plan: Plan = JSON.parse(readFileSync(order.planFile, 'utf8'))
const control = order.engine ? standInEngine(order.engine.file, count) : null
const api = order.engine ? await serveApi(order.engine.port) : null
const result =
  order.act === 'apply'
    ? await applyPlan({plan, disk, ledger, backupFolder: order.backupFolder, control})
    : await undoRun({disk, ledger, run: null, force: false, control})
await real.close()
api?.close()
process.stdout.write(JSON.stringify({calls, names, result}))
