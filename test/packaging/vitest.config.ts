import {fileURLToPath} from 'node:url'
import {defineConfig} from 'vitest/config'

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['test/packaging/*.test.ts'],
    globalSetup: ['test/packaging/set-up.ts'],
    disableConsoleIntercept: true,
    testTimeout: 120_000,
    hookTimeout: 180_000,
    maxConcurrency: 2,
  },
})
