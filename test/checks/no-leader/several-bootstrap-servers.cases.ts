import {fires, quiet, skips} from '../check-case.ts'
import {facts, gossip, leading, three} from '../facts-builder.ts'

const members = [gossip('n1'), gossip('n2')]

export default [
  fires(
    'two clusters of one that see each other',
    facts([
      {id: 'n1', api: {...leading('n1'), members}},
      {id: 'n2', api: {...leading('n2'), members}},
    ]),
    {
      severity: 'error',
      subject: 'cluster',
      message:
        '"s1" and "s2" were each told to bootstrap alone: they are 2 separate clusters with separate jobs, each its own leader',
      confidence: 'high',
      repairs: [],
    },
  ),
  fires('two clusters that were only given together', facts([{id: 'n1'}, {id: 'n2'}]), {
    severity: 'error',
    confidence: 'medium',
  }),
  fires(
    'two leaders and no data-dirs',
    facts(['n1', 'n2'].map(id => ({id, dataDir: false as const, api: {...leading(id), members}}))),
    {
      severity: 'error',
      confidence: 'medium',
      message:
        '"s1" and "s2" each say they lead, although gossip shows them as members of one cluster: they are separate clusters',
    },
  ),
  fires(
    'only a log',
    facts([
      {
        said: [
          "dkron: 'n1' and 'n2' are both in bootstrap mode. Only one node should be in bootstrap mode, not adding Raft peer.",
        ],
      },
    ]),
    {
      severity: 'error',
      confidence: 'medium',
    },
  ),
  quiet('three of one cluster', facts(three())),
  quiet(
    'swapped volumes are another fault',
    facts([
      {id: 'n1', voters: ['n2']},
      {id: 'n2', voters: ['n1']},
    ]),
  ),
  quiet(
    'one data-dir',
    facts([
      {id: 'n1', dataDir: {realPath: '/d'}},
      {id: 'n1', dataDir: {realPath: '/d'}},
    ]),
  ),
  skips('one server', facts([{}])),
]
