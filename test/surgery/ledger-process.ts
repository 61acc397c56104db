import {sealPlan} from '../../src/repairs/seal-plan.ts'
import {realDisk} from '../../src/surgery/disk.ts'
import {openLedger} from '../../src/surgery/ledger.ts'
import {newRun} from '../../src/surgery/run-log.ts'

/** Run as a process of its own: opens the ledger and says what came of it, or dies with it open after one record. */
const {stateDir, die} = JSON.parse(process.argv[2] ?? '') as {stateDir: string; die?: boolean}
const opened = await openLedger(realDisk, stateDir)
if (opened.ok && die) {
  const nothing = {findings: [], stores: [], inputs: [], steps: [], kept: [], lost: [], refusals: [], next: []}
  await opened.value.put(newRun(sealPlan({strategy: 'test', title: 'A test', risk: 'safe', ...nothing}), new Date()))
  process.kill(process.pid, 'SIGKILL')
}
process.stdout.write(JSON.stringify(opened.ok ? {ok: true} : opened))
if (opened.ok) await opened.value.close()
