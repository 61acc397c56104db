import {buildDist} from './build.mjs'
import {runSession, sessions} from './sessions.mjs'
import {setup} from './setup.mjs'

// Diagnoses a server that really lost its leader: made by compose without a node name, taken down, created anew. A name
// plays another session of the README: what the diagnosis says next cannot be typed, for its folder is gone by then.

const [name = 'no-leader'] = process.argv.slice(2)
const session = sessions[name]
if (session === undefined) {
  process.stderr.write(`no session "${name}"; there are ${Object.keys(sessions).join(', ')}\n`)
  process.exit(2)
}
setup()
await buildDist()
process.stdout.write(`$ doctor ${session.args.join(' ')}\n\n`)
const {status} = await runSession(session, {stdio: 'inherit'})
const expected = status === session.exit
const said = status === 1 ? ': a fault was found' : ''
process.stdout.write(`\n(exit code ${status}${expected ? said : ', which is not what was expected'})\n`)
if (name === 'no-leader')
  process.stdout.write('(the folder was a copy; what that repair would change: npm run demo repair)\n')
process.exitCode = expected ? 0 : 1
