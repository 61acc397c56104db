import {fires, quiet, skips} from '../check-case.ts'
import {facts, three} from '../facts-builder.ts'

export default [
  fires(
    'two volumes swapped',
    facts([
      {id: 'n1', voters: ['n2']},
      {id: 'n2', voters: ['n1']},
    ]),
    {
      severity: 'error',
      message: 's1 calls itself "n1" but has the data of "n2": its own lies with s2, the two are swapped',
      advice: 'swap the mounts back',
    },
    {severity: 'error', repairs: []},
  ),
  fires(
    'a volume copied from a neighbour',
    facts([
      {id: 'n1', voters: ['n1']},
      {id: 'n2', voters: ['n1']},
    ]),
    {
      severity: 'error',
      subject: 's2',
      message: 's2 calls itself "n2" but has the data of "n1": s1 has the same history, so one of the two is a copy',
    },
  ),
  quiet('a renamed member of one cluster', facts(three({id: 'fresh'}))),
  quiet('two clusters, each in its place', facts([{id: 'n1'}, {id: 'n2'}])),
  quiet(
    'both on one data-dir',
    facts([
      {id: 'n1', dataDir: {realPath: '/d'}},
      {id: 'n2', voters: ['n1'], dataDir: {realPath: '/d'}},
    ]),
  ),
  skips('one server', facts([{id: 'fresh', voters: ['n1']}])),
]
