import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {readDataDir} from '../../../src/sources/data-dir/read-data-dir.ts'
import {scratch, unpack} from '../../unpack.ts'

const snapshots = () => unpack('raft/snapshots.tar.gz')
const open = (path: string) => readDataDir(path, {check: true})

describe('peers.json', () => {
  const good = '[{"id":"n1","address":"10.0.0.1:6868"}]'

  test('is found wherever people put it, and judged by its place', () => {
    const folder = snapshots()
    for (const place of ['raft/peers.json', 'peers.json', 'raft/snapshots/peers.json', 'raft/Peers.JSON']) {
      writeFileSync(join(folder, place), good)
    }
    expect(
      open(folder)
        .peersFiles.map(p => [p.file, p.placed])
        .sort(),
    ).toEqual([
      ['peers.json', 'never-read'],
      ['raft/Peers.JSON', 'never-read'],
      ['raft/peers.json', 'read-at-start'],
      ['raft/snapshots/peers.json', 'never-read'],
    ])
  })

  test('is read at start in a raft folder that holds nothing else', () => {
    const folder = scratch()
    mkdirSync(join(folder, 'raft'))
    writeFileSync(join(folder, 'raft/peers.json'), good)
    expect(open(folder)).toMatchObject({
      raftPath: null,
      peersFiles: [{file: 'raft/peers.json', placed: 'read-at-start'}],
    })
  })

  test('that is a directory does not parse', () => {
    const folder = snapshots()
    mkdirSync(join(folder, 'raft/peers.json'))
    expect(open(folder).peersFiles).toMatchObject([
      {parseError: 'read raft/peers.json: is a directory', style: 'unparsable'},
    ])
  })
})

test('strangers are named', () => {
  const folder = snapshots()
  mkdirSync(join(folder, 'raft/wal'))
  mkdirSync(join(folder, 'node1'))
  for (const name of ['raft/peers.info', 'vault.db', 'node1/MANIFEST', 'node1/000000.vlog'])
    writeFileSync(join(folder, name), '')
  expect(
    open(folder)
      .strangers.map(s => s.split(' ')[0])
      .sort(),
  ).toEqual(['node1', 'raft/peers.info', 'raft/wal', 'vault.db'])
})
