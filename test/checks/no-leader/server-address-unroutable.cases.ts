import {fires, quiet, skips} from '../check-case.ts'
import {facts, leading} from '../facts-builder.ts'

const voters = ['n1@[::]:6868', 'n2@10.0.0.2:6868']

export default [
  fires('[::] with a second voter', facts([{voters}]), {
    severity: 'error',
    subject: 'n1',
    message: 'the stored address of "n1" is [::]:6868: it names no host at all, so no other server can reach it there',
    repairs: ['recover-configuration', 'peers-json'],
  }),
  fires('loopback with a second voter', facts([{voters: ['n1@127.0.0.1:6868', 'n2@10.0.0.2:6868']}]), {
    severity: 'error',
    message:
      'the stored address of "n1" is 127.0.0.1:6868: on every machine it leads back to that machine itself, so no other server can reach it there',
  }),
  fires('there is a leader', facts([{voters, api: leading('n1')}]), {severity: 'warning', repairs: []}),
  fires('alone it is harmless', facts([{voters: ['n1@0.0.0.0:6868']}]), {
    severity: 'info',
    message:
      'the stored address of "n1" is 0.0.0.0:6868: harmless as long as it is the only voter, wrong as soon as another server joins',
    repairs: [],
  }),
  quiet('addresses that lead somewhere', facts([{voters: ['n1@10.0.0.1:6868', 'n2@[fd00::2]:6868', 'n3@dkron:6868']}])),
  skips('nothing stored', facts([{voters: null}])),
]
