import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {type Kind, unpackCase} from '../checks/captured-case.ts'
import {reportOf} from '../present/captured-view.ts'

const all: readonly Kind[] = ['dataDirs', 'inspect', 'network', 'compose', 'log', 'api']

test('a server that compose names nowhere stands at its service', async () => {
  expect(await placesOf('v4.0.9-e1-1-down-up-new-id-new-ip')).toMatchObject({
    'server-id-changed': ['docker-compose.yml', 3, 3],
    'server-id-not-pinned': ['docker-compose.yml', 3, 3],
  })
})

test('without a compose file it is the data-dir that says so', async () => {
  const places = await placesOf('v4.0.9-e1-1-down-up-new-id-new-ip', '', ['dataDirs', 'inspect'])
  expect(places['server-id-changed']).toEqual(['raft.db', undefined, undefined])
})

test('the alias that was meant to help', async () => {
  const places = await placesOf('v4.0.9-e2d-alias-only-new-ip', '', ['dataDirs', 'compose'])
  expect(places['server-id-not-pinned']).toEqual(['docker-compose.yml', 3, 3])
  expect(places['alias-does-not-pin-identity']).toEqual(['docker-compose.yml', 11, 19])
})

test.each([
  ['agent --server --node-name=other', 5, 14],
  ['[agent, --server, --node-name=other]', 5, 32],
  ['[agent, --server, --node-name, other]', 5, 32],
  ['\n      - agent\n      - --server\n      - --node-name=first\n      - -node-name=other', 9, 9],
  ['sh -c "dkron agent --server --node-name=other"', 5, 14],
])('a name in the command %j: line %d, column %d', async (command, line, column) => {
  const places = await placesOf('v4.0.9-e1-1-down-up-new-id-new-ip', command, ['dataDirs', 'compose'])
  expect(places['server-id-changed']).toEqual(['docker-compose.yml', line, column])
})

test('a name from the environment', async () => {
  const command = 'agent --server\n    environment:\n      - A=b\n      - DKRON_NODE_NAME=other'
  const places = await placesOf('v4.0.9-e1-1-down-up-new-id-new-ip', command, ['dataDirs', 'compose'])
  expect(places['server-id-changed']).toEqual(['docker-compose.yml', 8, 9])
})

test('a setting of a running container stands where compose gives the same value', async () => {
  const same = await placesOf('v4.0.9-e5-raft-multiplier')
  expect(same['raft-multiplier-invalid']).toEqual(['docker-compose.yml', 7, 14])
  const other = await placesOf('v4.0.9-e5-raft-multiplier', 'agent --server --raft-multiplier=11')
  expect(other['raft-multiplier-invalid']).toEqual(['docker-compose.yml', 3, 3])
})

test('a file of the data-dir that is the fault itself', async () => {
  expect(await placesOf('v4.0.9-e3a5-peersjson-malformed')).toMatchObject({
    'peers-json-invalid': ['peers.json', undefined, undefined],
  })
})

test('what is about no server stands at the file that there is, and without a file nowhere', async () => {
  const name = 'v4.0.9-e5-encrypt-mismatch'
  expect((await placesOf(name))['gossip-key-mismatch']).toEqual(['docker-compose.yml', undefined, undefined])
  expect((await placesOf(name, '', ['dataDirs', 'inspect']))['gossip-key-mismatch']).toEqual([
    'd1',
    undefined,
    undefined,
  ])
  expect((await placesOf(name, '', ['inspect']))['gossip-key-mismatch']).toBeUndefined()
})

/** By check: the file's name, line and column of its first finding. */
async function placesOf(name: string, command = '', kinds: readonly Kind[] = all) {
  const edit = (folder: string) => {
    const path = join(folder, 'docker-compose.yml')
    if (command !== '') {
      writeFileSync(
        path,
        readFileSync(path, 'utf8').replace(/command: .*/, () => `command: ${command}`),
      )
    }
  }
  const {findings} = reportOf(await unpackCase(name, edit)(kinds))
  const places = findings.toReversed().map(({check, place}) => {
    return [check, place && [place.file.slice(place.file.lastIndexOf('/') + 1), place.line, place.column]]
  })
  return Object.fromEntries(places)
}
