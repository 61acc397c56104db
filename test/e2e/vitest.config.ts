import {fileURLToPath} from 'node:url'
import {defineConfig} from 'vitest/config'

/** Tests on a real engine: they share it, its networks and its addresses, so they run one after another. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['test/e2e/**/*.test.ts'],
    globalSetup: ['test/e2e/set-up-engine.ts'],
    fileParallelism: false,
    disableConsoleIntercept: true,
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // An engine of our own takes some seconds to stop.
    teardownTimeout: 30_000,
  },
})
