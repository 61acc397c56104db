import {describe, expect, test} from 'vitest'
import {exitCodes} from '../../src/exit-codes.ts'
import {applyPlan} from '../../src/surgery/apply.ts'
import {exitCodeOf} from '../../src/surgery/apply-request.ts'
import {type Disk, realDisk} from '../../src/surgery/disk.ts'
import {type Ledger, memoryLedger} from '../../src/surgery/ledger.ts'
import {planOf} from './data-dirs.ts'
import {actionsFor, Site} from './site.ts'

/** Counts calls, and makes those fail that `fails` names. */
function failing(
  fails: (call: number) => boolean,
  code: string,
): {disk: Disk; counted: () => number; count: () => void} {
  let calls = 0
  const count = (): void => {
    calls += 1
    if (fails(calls)) throw Object.assign(new Error(`${code}: made up`), {code, syscall: 'made up'})
  }
  const disk = new Proxy(realDisk, {
    get(real, name: keyof Disk) {
      const call = real[name] as (...args: unknown[]) => unknown
      return (...args: unknown[]) => {
        count()
        return call(...args)
      }
    },
  })
  return {disk, count, counted: () => calls}
}

function failingLedger(count: () => void, ledger: Ledger = memoryLedger()): Ledger {
  return {
    ...ledger,
    async put(run) {
      count()
      await ledger.put(run)
    },
  }
}

describe('a disk that fails', () => {
  test.each(['EIO', 'ENOSPC', 'EPERM', 'LEVEL_IO_ERROR'])(
    '%s at any one call: all is as before',
    async code => {
      const site = new Site('raft/restarts.tar.gz')
      const plan = planOf(site.data, actionsFor(site)['all of them'] ?? [])
      const original = site.tree()
      const {backupFolder} = site
      site.save('start')
      const sound = failing(() => false, code)
      const whole = await applyPlan({plan, disk: sound.disk, ledger: failingLedger(sound.count), backupFolder})
      expect(whole.outcome).toBe('applied')
      const outcomes = new Set<string>()
      for (let at = 1; at <= sound.counted(); at += 1) {
        site.putBack('start')
        const {disk, count} = failing(call => call === at, code)
        const outcome = await applyPlan({plan, disk, ledger: failingLedger(count), backupFolder})
        const where = `call ${at}: ${JSON.stringify(outcome)}`
        expect(['refused', 'rolled-back'], where).toContain(outcome.outcome)
        expect(exitCodeOf(outcome), where).toBe(
          outcome.outcome === 'refused' ? exitCodes.refused : exitCodes.rolledBack,
        )
        expect(site.tree(), where).toEqual(original)
        outcomes.add(outcome.outcome)
      }
      expect([...outcomes].sort()).toEqual(['refused', 'rolled-back'])
    },
    120_000,
  )

  test('that never works again: says that a hand is needed, and the undo finishes', async () => {
    const site = new Site('raft/restarts.tar.gz')
    const plan = planOf(site.data, actionsFor(site)['all of them'] ?? [])
    const original = site.tree()
    const {backupFolder} = site
    site.save('start')
    const sound = failing(() => false, 'EIO')
    await applyPlan({plan, disk: sound.disk, ledger: memoryLedger(), backupFolder})
    const outcomes: string[] = []
    for (let from = 1; from <= sound.counted(); from += 1) {
      site.putBack('start')
      const {disk} = failing(call => call >= from, 'EIO')
      const outcome = await site.apply(plan, {disk})
      outcomes.push(outcome.outcome)
      if (outcome.outcome === 'hand-needed') {
        expect(exitCodeOf(outcome)).toBe(exitCodes.handNeeded)
        expect((await site.undo()).outcome).toBe('undone')
      }
      if (outcome.outcome !== 'refused') expect(site.tree(), `from call ${from}`).toEqual(original)
    }
    expect(outcomes).toContain('hand-needed')
    expect(outcomes[0]).toBe('refused')
  }, 120_000)
})

describe('an interruption between two steps', () => {
  test('takes back what was done', async () => {
    const site = new Site('raft/restarts.tar.gz')
    const plan = planOf(site.data, actionsFor(site)['all of them'] ?? [])
    const original = site.tree()
    const abort = new AbortController()
    const outcome = await site.apply(plan, {
      signal: abort.signal,
      onProgress: ({doing}) => {
        if (doing === 'step-2') abort.abort()
      },
    })
    expect(outcome).toMatchObject({outcome: 'rolled-back', refusals: [{code: 'interrupted'}]})
    expect(site.tree()).toEqual(original)
  })
})

describe('a defect of ours', () => {
  test('takes back what was done, and is thrown on', async () => {
    const site = new Site('raft/restarts.tar.gz')
    const plan = planOf(site.data, actionsFor(site)['all of them'] ?? [])
    const original = site.tree()
    let renames = 0
    const disk: Disk = {
      ...realDisk,
      rename(from, to) {
        renames += 1
        if (renames === 3) throw new TypeError('a defect')
        realDisk.rename(from, to)
      },
    }
    await expect(site.apply(plan, {disk})).rejects.toThrow('a defect')
    expect(site.tree()).toEqual(original)
  })
})
