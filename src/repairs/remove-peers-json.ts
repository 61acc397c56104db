import {defineRepair} from './define-repair.ts'
import {shellPath, shellQuote} from './shell-quote.ts'

export default defineRepair({
  id: 'remove-peers-json',
  title: 'Move peers.json out of the way',
  touches: 'one file, which is kept under another name; the stored configuration and the jobs stay as they are',
  risk: 'safe',
  byHand({servers}) {
    const files = servers.flatMap(server =>
      server.peersFiles
        .filter(f => f.placed === 'read-at-start')
        .map(f => ({server, path: `${server.dataDir?.path.replace(/\/+$/, '')}/${f.file}`})),
    )
    if (files.length === 0) return null
    const lines = files.map(({path}) => `mv ${shellPath(path)} ${shellPath(`${path}.unused`)}`)
    const names = files.flatMap(f => f.server.container?.name ?? [])
    if (names.length === files.length) lines.push(`docker restart ${names.map(shellQuote).join(' ')}`)
    return {
      steps: [...files.map(({path}) => `Rename ${path} to ${path}.unused.`), 'Start the server again.'],
      command: {does: 'Rename the file, which keeps it, and start the server again:', lines: lines.join(' && \\\n  ')},
    }
  },
})
