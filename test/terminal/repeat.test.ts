import {expect, test} from 'vitest'
import {repeat} from '../../src/terminal/repeat.ts'

const never = new AbortController().signal

test('ends when a round says so, with the interval between the rounds', async () => {
  const at: number[] = []
  const round = async () => at.push(performance.now()) === 4
  expect(await repeat({interval: 20, timeout: null, signal: never, round})).toBe('done')
  for (const [i, time] of at.entries()) if (i > 0) expect(time - (at[i - 1] ?? 0)).toBeGreaterThanOrEqual(19)
})

test('begins no other round after the time is up', async () => {
  const start = performance.now()
  const round = async () => false
  expect(await repeat({interval: 60_000, timeout: 30, signal: never, round})).toBe('timeout')
  expect(performance.now() - start).toBeLessThan(5000)
})

test('a signal ends it at once: in the pause, in a round that hangs, and before the first', async () => {
  for (const round of [async () => false, () => new Promise<boolean>(() => {})]) {
    const {signal, abort} = aborter()
    setTimeout(abort, 20)
    expect(await repeat({interval: 60_000, timeout: null, signal, round})).toBe('stopped')
  }
  const {signal, abort} = aborter()
  abort()
  const round = () => Promise.reject(new Error('there was a round'))
  expect(await repeat({interval: 1, timeout: null, signal, round})).toBe('stopped')
})

test('what a round throws ends it', async () => {
  const round = () => Promise.reject(new Error('no'))
  await expect(repeat({interval: 1, timeout: null, signal: never, round})).rejects.toThrow('no')
})

function aborter() {
  const controller = new AbortController()
  return {signal: controller.signal, abort: () => controller.abort()}
}
