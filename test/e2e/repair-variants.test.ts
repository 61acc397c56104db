import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {test} from 'vitest'
import {article} from './compose-files.ts'
import {needsEngine} from './needs-engine.ts'
import {Project} from './project.ts'
import {expectWhole, healthy, jobs, repaired} from './repaired-project.ts'

needsEngine()

const command = 'agent --server --bootstrap-expect=1 --data-dir=/dkron.data'
const flags = `    command: ${command}\n`
const volume = `${article.replace('./dkron.data:', 'data:')}volumes:\n  data:\n`
const variables = article.replace(
  flags,
  '    command: agent\n    environment:\n      DKRON_SERVER: "true"\n      DKRON_BOOTSTRAP_EXPECT: "1"\n      DKRON_DATA_DIR: /dkron.data\n',
)

test.each([
  ['a named volume', volume],
  ['settings by variables', variables],
  [
    'container_name, which fixes nothing',
    article.replace('    command', '    container_name: the-only-dkron\n    command'),
  ],
  ['restart: always', article.replace('    command', '    restart: always\n    command')],
])('%s', async (_, file) => {
  const project = await healthy(file)
  project.up('--force-recreate')
  await project.waitForNoLeader('dkron')
  repaired(project)
  await expectWhole(project)
  project.down()
  project.up()
  await expectWhole(project)
})

test('a config file names the node, and the name was changed', async () => {
  const file = article
    .replace(command, 'agent')
    .replace('      - ./dkron.data', '      - ./conf:/etc/dkron\n      - ./dkron.data')
  const project = new Project(file)
  const config = (name: string) =>
    writeFileSync(
      join(project.folder, 'conf/dkron.yml'),
      `server: true\nbootstrap-expect: 1\ndata-dir: /dkron.data\nnode-name: ${name}\n`,
    )
  mkdirSync(join(project.folder, 'conf'))
  config('alpha')
  project.up()
  await project.waitForLeader('dkron')
  await project.addJobs('dkron', ...jobs)
  await project.runJobs('dkron', 'hello', 'hello', 'nightly')
  config('beta')
  project.up('--force-recreate')
  await project.waitForNoLeader('dkron')
  repaired(project)
  await expectWhole(project)
})
