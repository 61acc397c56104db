import {cpSync, mkdtempSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {Lab, primaryName} from './lab.ts'
import type {Program} from './program.ts'

/** The records that most scenarios begin with, made once: under the primary's name, with the API key. */
export async function makeFreshData(program: Program, terminal: string, prefix: string): Promise<string> {
  const kept = mkdtempSync(join(tmpdir(), 'doctor-cronicle-data-'))
  const lab = new Lab({program, terminal, freshData: ''}, prefix, {
    name: 'setup',
    expected: {verdict: 'healthy', cause: null},
    sees: {},
  })
  try {
    await lab.setUp({os: primaryName})
    cpSync(join(lab.folder, 'p1/data'), kept, {recursive: true})
  } finally {
    lab.close()
  }
  return kept
}
