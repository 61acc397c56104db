#!/usr/bin/env node
import {existsSync} from 'node:fs'
import module from 'node:module'
import {fileURLToPath} from 'node:url'

// Node 22.8 and later keep compiled code between runs; 20 does not know it.
module.enableCompileCache?.()

const built = new URL('../dist/core.js', import.meta.url)
if (existsSync(built)) {
  const {main} = await import(built.href)
  await main(process.argv.slice(2), () => ({root: fileURLToPath(new URL('..', import.meta.url))}))
} else {
  process.stderr.write('doctor is not built yet: npm run build\n')
  process.exitCode = 70
}
