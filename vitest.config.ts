import {defineConfig} from 'vitest/config'

export default defineConfig({
  test: {
    setupFiles: ['test/seed.ts'],
    include: ['test/**/*.test.ts'],
    // npm run test:e2e needs a container engine, npm run test:packaging the registry.
    exclude: ['test/e2e/**', 'test/packaging/**', '**/node_modules/**'],
    // oclif writes to the real stdout; vitest's interception would leave captured output empty.
    disableConsoleIntercept: true,
    testTimeout: 90_000,
    // By itself vitest leaves one core idle, which is half of a machine with two.
    maxWorkers: '100%',
  },
})
