#!/usr/bin/env node
const {existsSync} = require('node:fs')
const {join} = require('node:path')

const root = join(__dirname, '..')
if (existsSync(join(root, 'dist/core.js'))) {
  const {main} = require('./load-dist.js').loadDist('core.js')
  main(process.argv.slice(2), () => ({root}))
} else {
  process.stderr.write('doctor is not built yet: npm run build\n')
  process.exitCode = 70
}
