import {existsSync, readFileSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'vitest'
import {readSeries} from '../present/read-back.ts'
import {scratch} from '../unpack.ts'
import {startDoctor, until} from './running-doctor.ts'

interface Held {
  readonly heap: number
  readonly resources: number
  readonly files: number
  readonly listeners: number
}

interface Accelerated {
  readonly args: readonly string[]
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  readonly looks: number
}

/**
 * Runs doctor watch as fast as it looks, scraped all the while, and holds what the process has after the first part of
 * the looks against what it has after all: an hour at the usual interval is 240 looks.
 */
export async function expectNoGrowth({args, cwd, env = {}, looks}: Accelerated): Promise<void> {
  const file = join(scratch(), 'held.json')
  const watch = startDoctor(['watch', ...args, '--interval=1ms', '--metrics=127.0.0.1:0'], {
    cwd,
    env: {...env, GROWTH_FILE: file},
    node: ['--expose-gc', '--import', join(import.meta.dirname, 'record-growth.mjs')],
  })
  const url = await until('the address of the metrics', () => /http:\S+/.exec(watch.stderr())?.[0])
  const reach = (wanted: number) =>
    until(
      `${wanted} looks`,
      async () => {
        const response = await fetch(url)
        const series = response.ok ? readSeries(await response.text()) : []
        return series.some(s => s.name === 'scheduler_doctor_watch_looks' && s.value >= wanted)
      },
      300_000,
    )
  const measure = async (): Promise<Held> => {
    rmSync(file, {force: true})
    watch.child.kill('SIGUSR2')
    const text = await until('the measurement', () => (existsSync(file) ? readFileSync(file, 'utf8') : null))
    return JSON.parse(text)
  }
  const early = Math.ceil(looks / 4)
  await reach(early)
  const before = await measure()
  await reach(looks)
  const after = await measure()
  const told = watch.stdout()
  watch.child.kill('SIGTERM')
  expect(await watch.ended).toEqual({code: 0, signal: null})
  // A look that keeps its case keeps hundreds of kilobytes; what V8 itself still compiles and caches is less.
  expect((after.heap - before.heap) / (looks - early)).toBeLessThan(4096)
  // Not one timer, socket or file more: a leak that strikes once in a hundred looks fills a process in a week, too.
  expect(after.resources).toBeLessThanOrEqual(before.resources)
  expect(after.files).toBeLessThanOrEqual(before.files)
  expect(after.listeners).toBe(before.listeners)
  expect(told.match(/^\d{4}-/gm) ?? []).toHaveLength(told === '' ? 0 : 1)
}
