import {execFileSync} from 'node:child_process'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {afterAll} from 'vitest'

const made: string[] = []

afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, {recursive: true, force: true})
})

/** An empty folder that goes away when the test file ends. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'doctor-test-'))
  made.push(folder)
  return folder
}

/** Unpacks a fixture (`raft/tiny.tar.gz`, `dkron/<case>/d1.tar.gz`) into a folder of its own. */
export function unpack(fixture: string): string {
  const folder = scratch()
  unpackInto(fixture, folder)
  return folder
}

/** Unpacks a fixture into a folder that is there already. */
export function unpackInto(fixture: string, folder: string): void {
  const archive = fileURLToPath(new URL(`../fixtures/${fixture}`, import.meta.url))
  execFileSync('tar', ['-xzf', archive, '-C', folder, '--no-same-owner'])
}
