import {expect, test} from 'vitest'
import {askOnInterrupt} from '../../src/terminal/interrupt.ts'

test('Ctrl-C only asks while a run can be taken back, and ends the process again afterwards', () => {
  const before = process.listeners('SIGINT')
  const {signal, end} = askOnInterrupt()
  const [ask] = process.listeners('SIGINT').filter(l => !before.includes(l))
  expect(signal.aborted).toBe(false)
  ask?.('SIGINT')
  expect(signal.aborted).toBe(true)
  end()
  expect(process.listeners('SIGINT')).not.toContain(ask)
  for (const left of process.listeners('SIGINT').filter(l => !before.includes(l)))
    process.removeListener('SIGINT', left)
})
