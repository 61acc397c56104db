import {spawn} from 'node:child_process'
import {takeLock} from '../../src/surgery/flock.ts'

/** Run as a process of its own: takes the lock, says so, and stays; on request with a child that stays longer. */
const attempt = takeLock(process.argv[2] ?? '')
if (process.argv[3] === 'with-child') spawn('sleep', ['20'], {stdio: 'ignore', detached: true}).unref()
process.stdout.write(attempt.state)
setTimeout(() => {}, 60_000)
