import {rmSync} from 'node:fs'
import {realDisk} from '../src/surgery/disk.ts'
import {prepareFile} from '../src/surgery/durable-replace.ts'
import {done} from '../src/surgery/refusal.ts'
import {type Rewritten, rewriteRaftDb, verifyRewritten} from '../src/surgery/rewrite-store.ts'

// The step of a repair that is compared with `bbolt compact`: the store copied into a new file with one entry more,
// checked whole and brought to the disk. What goes before it, the backup, is measured with the whole repair.

const [source = '', target = ''] = process.argv.slice(2)
const server = {id: 'bench', address: '127.0.0.1:6868', suffrage: 'Voter'} as const
rmSync(target, {force: true})
let written: Rewritten | null = null
const prepared = await prepareFile(realDisk, {
  temporary: target,
  ownership: {mode: 0o600, uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0},
  time: null,
  fill(write) {
    const rewritten = rewriteRaftDb({source, target: write, change: {servers: [server], snapshot: null}})
    if (rewritten.ok) written = rewritten.value
    return rewritten.ok ? done(undefined) : rewritten
  },
  verify: path => (written === null ? 'it was not written' : verifyRewritten(path, written)),
})
if (!prepared.ok) throw new Error(JSON.stringify(prepared))
