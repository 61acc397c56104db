import {fileURLToPath} from 'node:url'
import {defineConfig} from 'vitest/config'

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['test/packaging/*.test.ts'],
    globalSetup: ['test/packaging/set-up.ts'],
    disableConsoleIntercept: true,
    testTimeout: 300_000,
    hookTimeout: 600_000,
    maxConcurrency: 2,
  },
})
