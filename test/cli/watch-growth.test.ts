import {join} from 'node:path'
import {test} from 'vitest'
import {captured} from './doctor.ts'
import {stoppedEngine} from './stopped-engine.ts'
import {expectNoGrowth} from './watch-growth.ts'

test('300 looks, each asking an engine, leave no more behind than 75', async () => {
  const {folder} = captured('v4.0.9-e1-1-down-up-new-id-new-ip')
  const socket = await stoppedEngine(join(folder, 'inspect-e1_dkron_1.json'), join(folder, 'dkron.data'))
  const env = {DOCKER_HOST: `unix://${socket}`}
  await expectNoGrowth({args: ['dkron.data', '--compose=docker-compose.yml'], cwd: folder, env, looks: 300})
}, 300_000)
