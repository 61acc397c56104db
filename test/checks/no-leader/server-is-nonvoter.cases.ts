import {fires, quiet, skips} from '../check-case.ts'
import {facts, member} from '../facts-builder.ts'

export default [
  fires('a nonvoter', facts([{id: 'n3', voters: ['n1', 'n2'], others: [member('n3', 'Nonvoter')]}]), {
    severity: 'warning',
    message:
      's1 ("n3") is a Nonvoter in the stored configuration: it receives the log, but it never votes and is never elected',
    repairs: [],
  }),
  fires('staging counts as one', facts([{id: 'n3', voters: ['n1'], others: [member('n3', 'Staging')]}]), {
    severity: 'warning',
  }),
  quiet('a voter', facts([{}])),
  quiet('not in it at all', facts([{id: 'x', voters: ['n1']}])),
  skips('its ID is not known', facts([{id: null}])),
]
