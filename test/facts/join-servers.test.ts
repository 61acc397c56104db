import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {unpackCase} from '../checks/captured-case.ts'

/** A container beside Dkron's, newer, with its mounts and environment, that runs something else. */
const beside = (path: string, args: readonly string[]) => (folder: string) => {
  const file = join(folder, 'inspect-e1_dkron_1.json')
  const [container] = JSON.parse(readFileSync(file, 'utf8'))
  const {Config, State} = container
  const other = {
    ...container,
    Id: 'd'.repeat(64),
    Name: '/other',
    Created: '2030-01-01T00:00:00Z',
    Path: path,
    Args: args,
    Config: {...Config, Env: [...(Config.Env ?? []), 'DKRON_SERVER=true']},
    State: {...State, Running: true, Status: 'running'},
  }
  writeFileSync(file, JSON.stringify([container, other]))
}

test.each([
  ['doctor', ['watch', './dkron.data']],
  ['/usr/local/bin/doctor', ['no-leader']],
  ['node', ['tools/doctor.mjs', 'preflight']],
])('a container that runs %s %j is no server, whatever it mounts', async (path, args) => {
  const facts = await unpackCase('v4.0.9-e1-1-down-up-new-id-new-ip', beside(path, args))()
  expect(facts.servers.map(s => s.container?.name)).toEqual(['e1_dkron_1'])
})

test('one that runs Dkron through a script is, also where a folder is called doctor', async () => {
  const args = ['agent', '--server', '--data-dir=/dkron.data', '/doctor']
  const facts = await unpackCase('v4.0.9-e1-1-down-up-new-id-new-ip', beside('/entrypoint.sh', args))()
  expect(facts.servers.map(s => s.container?.name)).toEqual(['e1_dkron_1', 'other'])
})
