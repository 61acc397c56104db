import {defineConfig} from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // oclif writes to the real stdout; vitest's interception would leave captured output empty.
    disableConsoleIntercept: true,
    testTimeout: 30_000,
  },
})
