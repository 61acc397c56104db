import {fileURLToPath} from 'node:url'
import {defineConfig} from 'vitest/config'

const shared = {
  root: fileURLToPath(new URL('../..', import.meta.url)),
  fileParallelism: false,
  disableConsoleIntercept: true,
  testTimeout: 300_000,
  hookTimeout: 300_000,
  // An engine of our own takes some seconds to stop.
  teardownTimeout: 60_000,
}

export default defineConfig({
  test: {
    projects: [
      {
        // Tests on a real engine mostly wait for elections. Three files at once: each has projects and addresses of its own.
        test: {
          ...shared,
          name: 'engine',
          fileParallelism: true,
          maxWorkers: 3,
          include: ['test/e2e/*.test.ts'],
          globalSetup: ['test/e2e/set-up-engine.ts'],
          sequence: {groupOrder: 0},
        },
      },
      {
        // Each has namespaces of its own and mostly waits, so several run at once.
        test: {
          ...shared,
          name: 'network',
          include: ['test/e2e/cronicle/*.test.ts'],
          globalSetup: ['test/e2e/cronicle/set-up.ts'],
          maxConcurrency: 6,
          sequence: {groupOrder: 1},
        },
      },
    ],
  },
})
