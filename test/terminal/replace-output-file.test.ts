import {execFileSync, spawn} from 'node:child_process'
import {chmodSync, linkSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {ToolError} from '../../src/errors.ts'
import {replaceOutputFile} from '../../src/terminal/replace-output-file.ts'
import {scratch} from '../unpack.ts'

test('a new file gets what the umask leaves, a replaced one keeps its mode', () => {
  const folder = scratch()
  const before = process.umask(0o022)
  try {
    replaceOutputFile(join(folder, 'new'), 'a')
    expect(modeOf(join(folder, 'new'))).toBe(0o644)
    chmodSync(join(folder, 'new'), 0o660)
    replaceOutputFile(join(folder, 'new'), 'b')
    expect(modeOf(join(folder, 'new'))).toBe(0o660)
    expect(readFileSync(join(folder, 'new'), 'utf8')).toBe('b')
  } finally {
    process.umask(before)
  }
  expect(readdirSync(folder)).toEqual(['new'])
})

test('who has the old file open goes on reading it whole', () => {
  const folder = scratch()
  writeFileSync(join(folder, 'a'), 'old')
  linkSync(join(folder, 'a'), join(folder, 'open'))
  replaceOutputFile(join(folder, 'a'), 'new')
  expect(readFileSync(join(folder, 'open'), 'utf8')).toBe('old')
})

test('a symbolic link stays one, and its file is replaced', () => {
  const folder = scratch()
  writeFileSync(join(folder, 'file'), 'old')
  symlinkSync('file', join(folder, 'link'))
  replaceOutputFile(join(folder, 'link'), 'new')
  expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true)
  expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('new')
})

test('a pipe is written into, and a device is no name to put a file under', async () => {
  const pipe = join(scratch(), 'pipe')
  execFileSync('mkfifo', [pipe])
  const reader = spawn('cat', [pipe], {stdio: ['ignore', 'pipe', 'inherit']})
  const read = new Promise<string>(resolve => reader.stdout.once('data', data => resolve(String(data))))
  replaceOutputFile(pipe, 'through')
  expect(await read).toBe('through')
  replaceOutputFile('/dev/null', 'x')
  expect(statSync('/dev/null').isCharacterDevice()).toBe(true)
})

test('what cannot be written leaves what was there, and nothing else', () => {
  const folder = scratch()
  writeFileSync(join(folder, 'file'), 'old')
  const attempts = [join(folder, 'missing', 'a'), join(folder, 'file', 'a'), folder, join(folder, 'n'.repeat(250))]
  for (const path of attempts) {
    expect(() => replaceOutputFile(path, 'new')).toThrow(ToolError)
    expect(() => replaceOutputFile(path, 'new')).toThrow(/cannot be written: /)
  }
  expect(readdirSync(folder)).toEqual(['file'])
  expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('old')
})

test('a full disk leaves the old file whole', ({skip}) => {
  const folder = scratch()
  const mounted = mountTiny(folder)
  if (!mounted) skip('a tmpfs can be mounted only by root')
  try {
    const path = join(folder, 'report.prom')
    writeFileSync(path, 'old')
    expect(() => replaceOutputFile(path, 'x'.repeat(200_000))).toThrow(/ENOSPC/)
    expect(readFileSync(path, 'utf8')).toBe('old')
    expect(readdirSync(folder)).toEqual(['report.prom'])
  } finally {
    execFileSync('umount', [folder])
  }
})

function modeOf(path: string): number {
  return statSync(path).mode & 0o777
}

function mountTiny(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], {stdio: 'ignore'})
    return true
  } catch {
    return false
  }
}
