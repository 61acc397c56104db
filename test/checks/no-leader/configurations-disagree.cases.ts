import {fires, quiet, skips} from '../check-case.ts'
import {configuration, facts, leading, member} from '../facts-builder.ts'

const old = configuration([member('n1'), member('n2')])
const behind = {id: 'n2', voters: ['n1', 'n2'], log: {last: 10n}}
const ahead = {
  id: 'n1',
  voters: ['n1', 'n2', 'n3'],
  history: [old, configuration([member('n1'), member('n2'), member('n3')], 15n)],
}

export default [
  fires('one was away when another was added', facts([ahead, behind]), {
    severity: 'warning',
    subject: 's2',
    message: 's2 has an older list of servers than s1: n1, n2 against n1, n2, n3',
    advice: 'Start s1 and the servers of its list first',
    repairs: [],
  }),
  fires(
    'one was recovered alone',
    facts([
      {id: 'n1', voters: ['n1'], history: [], log: {last: 40n}},
      {id: 'n2', voters: ['n1', 'n2', 'n3']},
    ]),
    {
      severity: 'error',
      message: 's2 and s1 have lists of servers of which neither follows from the other: n1, n2, n3 against n1',
    },
  ),
  quiet('a leader brings it up to date', facts([{...ahead, api: leading('n1')}, behind])),
  quiet(
    'only addresses differ',
    facts([
      {id: 'n1', voters: ['n1@10.0.0.1:6868']},
      {id: 'n2', voters: ['n1@10.0.0.9:6868']},
    ]),
  ),
  quiet(
    'one list',
    facts([
      {id: 'n1', voters: ['n1', 'n2']},
      {id: 'n2', voters: ['n2', 'n1']},
    ]),
  ),
  skips('one data-dir', facts([{}])),
]
