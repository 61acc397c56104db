import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import type {Case} from '../../src/case/case.ts'
import {readDataDir} from '../../src/sources/data-dir/read-data-dir.ts'
import {readPlanInputs, readPlannedText} from '../../src/sources/read-plan-inputs.ts'
import {scratch} from '../unpack.ts'

test('a text is read with its hash; what is no UTF-8 is left out', () => {
  const file = join(scratch(), 'compose.yml')
  writeFileSync(file, 'services: {}\n')
  expect(readPlannedText(file)).toMatchObject({text: 'services: {}\n', sha256: expect.stringMatching(/^[0-9a-f]{64}$/)})
  writeFileSync(file, new Uint8Array([0x61, 0xff]))
  expect(readPlannedText(file)).toBeNull()
})

// A pipe would be waited for without end; a device that is empty shows the same rule without the wait.
test('what is no plain file is neither read nor hashed', () => {
  const folder = scratch()
  mkdirSync(join(folder, 'raft'))
  for (const name of ['raft.db', 'peers.json']) symlinkSync('/dev/null', join(folder, 'raft', name))
  const c: Pick<Case, 'compose' | 'dataDirs'> = {compose: [], dataDirs: [readDataDir(folder, {check: false})]}
  const {texts, hashes} = readPlanInputs(c as Case, null)
  expect([[...texts.keys()], [...hashes.keys()]]).toEqual([[], []])
})
