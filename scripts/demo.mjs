import {buildDist} from './build.mjs'
import {runSession, sessions} from './sessions.mjs'
import {setup} from './setup.mjs'

// Diagnoses a server that really lost its leader: made by compose without a node name, taken down, created anew.

setup()
await buildDist()
const session = sessions['no-leader']
process.stdout.write(`$ doctor ${session.args.join(' ')}\n\n`)
const {status} = await runSession(session, {stdio: 'inherit'})
const expected = status === session.exit
process.stdout.write(
  `\n(exit code ${status}${expected ? ': a fault was found' : ', which is not what was expected'})\n`,
)
process.exitCode = expected ? 0 : 1
