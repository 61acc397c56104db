import {mkdirSync} from 'node:fs'
import {openStorage} from './open-storage.ts'
import {readConfig} from './read-config.ts'
import {Server} from './server.ts'
import {setUpStorage} from './set-up-storage.ts'

// Run in a Cronicle folder: `setup` once, on the primary; without an argument the server itself.
const config = readConfig()
mkdirSync(config.log_dir, {recursive: true})
const storage = await openStorage(config.Storage)
if (process.argv[2] === 'setup') {
  const before = await storage.list('global/users')
  if (before) process.stdout.write('Storage has already been set up.  There is no need to run this command again.\n')
  else await setUpStorage(storage)
  await storage.close()
} else {
  const server = new Server(config, storage)
  process.on('SIGTERM', () => {
    server.log.debug(2, 'Caught SIGTERM')
    void server.shutDown()
  })
  await server.start()
}
