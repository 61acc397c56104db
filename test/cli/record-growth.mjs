import {readdirSync, writeFileSync} from 'node:fs'

// Loaded into the program under test with --expose-gc: at SIGUSR2 it writes what the process still holds. A look that
// is under way has up to 15 resources and 8 files of its own (the seven questions to a server's API, each a connection
// and its socket), for some milliseconds. So the least of many samples counts: what is there between looks as well.
const samples = 500

process.on('SIGUSR2', () => {
  globalThis.gc()
  const least = {resources: Number.POSITIVE_INFINITY, files: Number.POSITIVE_INFINITY}
  let taken = 0
  const sampling = setInterval(() => {
    least.resources = Math.min(least.resources, process.getActiveResourcesInfo().length)
    least.files = Math.min(least.files, readdirSync('/proc/self/fd').length)
    if (++taken < samples) return
    clearInterval(sampling)
    globalThis.gc()
    const listeners = process.eventNames().flatMap(name => process.listeners(name))
    const held = {
      ...least,
      heap: process.memoryUsage().heapUsed,
      listeners: listeners.length + process.stdout.listenerCount('error'),
    }
    writeFileSync(process.env.GROWTH_FILE, JSON.stringify(held))
  }, 1)
})
