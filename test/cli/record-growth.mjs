import {readdirSync, writeFileSync} from 'node:fs'

// Loaded into the program under test with --expose-gc: at SIGUSR2 it writes what the process still holds.
process.on('SIGUSR2', () => {
  globalThis.gc()
  setTimeout(() => {
    globalThis.gc()
    const held = {
      heap: process.memoryUsage().heapUsed,
      resources: process.getActiveResourcesInfo().length,
      files: readdirSync('/proc/self/fd').length,
      listeners:
        process.listenerCount('SIGTERM') + process.listenerCount('SIGINT') + process.stdout.listenerCount('error'),
    }
    writeFileSync(process.env.GROWTH_FILE, JSON.stringify(held))
  }, 50)
})
