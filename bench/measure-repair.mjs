import {execFileSync} from 'node:child_process'
import {cpSync, mkdtempSync, rmSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {buildSync} from 'esbuild'
import {measure} from './measure.mjs'

/**
 * The genuine library copying a store into a new file, against the step of a repair that does the same, adds its entry
 * and checks all of it; and the whole repair, with its backup and the jobs counted before and after. Each repair is
 * taken back before the next.
 */
export function measureRepair(bench, doctor, {dir, db}, rounds) {
  const folder = mkdtempSync(join(dirname(dir), 'repair-'))
  try {
    const dataDir = join(folder, 'data')
    const state = ['--state-dir', join(folder, 'state')]
    cpSync(dir, dataDir, {recursive: true})
    const strategy = ['--strategy', 'recover-configuration', '--node-name', 'bench', '--offline', '--yes']
    const rewrite = join(folder, 'rewrite.mjs')
    const entry = join(import.meta.dirname, 'rewrite.ts')
    buildSync({entryPoints: [entry], outfile: rewrite, bundle: true, platform: 'node', format: 'esm', minify: true})
    const takeBack = () => {
      const [program, ...args] = doctor('undo', ...state)
      execFileSync(program, args, {stdio: ['ignore', 'ignore', 'inherit']})
      rmSync(`${dataDir}.doctor-backups`, {recursive: true})
    }
    return measure(
      bench,
      [
        {name: 'genuine compact, 100,000 entries', argv: [bench, 'compact', db, join(folder, 'compacted.db')]},
        {
          name: 'rewrite and check, 100,000 entries',
          argv: [process.execPath, rewrite, db, join(folder, 'rewritten.db')],
        },
        {name: 'repair, 100,000 entries', argv: doctor('repair', dataDir, ...strategy, ...state), after: takeBack},
      ],
      rounds,
    )
  } finally {
    rmSync(folder, {recursive: true, force: true})
  }
}
