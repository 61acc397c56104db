import {fires, quiet, skips} from '../check-case.ts'
import {facts, flag} from '../facts-builder.ts'

const multiplier = (value: string) => ({settings: {raftMultiplier: flag('raft-multiplier', value)}})

export default [
  fires('0', facts([{...multiplier('0'), container: {status: 'exited', exitCode: 1}}]), {
    severity: 'error',
    message: 's1 is given the raft multiplier "0" (--raft-multiplier=0): only 1 to 10 are allowed, and Dkron exits',
    repairs: [],
  }),
  fires('11', facts([multiplier('11')]), {severity: 'error'}),
  fires('no number', facts([multiplier('abc')]), {severity: 'error'}),
  fires(
    'seen in the log alone',
    facts([
      {
        container: false,
        said: ['agent: Raft layer failed to start error="raft-multiplier cannot be 0. Must be between 1 and 10"'],
      },
    ]),
    {
      severity: 'error',
      message: 's1 is given the raft multiplier "0" (its log): only 1 to 10 are allowed, and Dkron exits',
    },
  ),
  quiet('10', facts([multiplier('10')])),
  quiet('not set', facts([{}])),
  quiet(
    'what a shell fills in is not known',
    facts([{settings: {raftMultiplier: {...flag('raft-multiplier', '$M'), unresolved: true}}}]),
  ),
  skips('no settings', facts([{container: false}])),
]
