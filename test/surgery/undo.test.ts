import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {dockerodeControl} from '../../src/surgery/containers/dockerode-control.ts'
import {readHistory} from '../../src/surgery/history.ts'
import {planOf, raftDbOf} from './data-dirs.ts'
import {actionsFor, Site} from './site.ts'

const fixture = 'raft/restarts.tar.gz'

async function applied(name = 'all of them') {
  const site = new Site(fixture)
  const original = site.tree()
  const outcome = await site.apply(planOf(site.data, actionsFor(site)[name] ?? []))
  if (outcome.outcome !== 'applied') throw new Error(JSON.stringify(outcome))
  return {site, original, run: outcome.run}
}

describe('an applied plan', () => {
  test('is in the history with its plan, backup and steps, each as it was left', async () => {
    const {site, run} = await applied()
    const [view, ...others] = await site.withLedger(readHistory)
    expect(others).toEqual([])
    expect(view).toMatchObject({cutOff: false, run: {id: run.id, state: 'applied', plan: {strategy: 'test'}}})
    expect(view?.steps.map(({state}) => state)).toEqual(Array(6).fill('new'))
    expect(existsSync(view?.run.backup?.archive ?? '')).toBe(true)
    appendFileSync(site.compose, '# later\n')
    const [later] = await site.withLedger(readHistory)
    expect(later?.steps.map(({state}) => state)).toEqual(['new', 'new', 'new', 'changed', 'new', 'new'])
  })

  test('keeps owner and mode of what it replaces, and gives new files what the plan says', async () => {
    const {site} = await applied()
    const mode = (path: string) =>
      site
        .tree()
        .find(line => line.startsWith(`${path} `))
        ?.split(' ')[1]
    expect(mode('./dkron.data/raft/raft.db')).toBe('100600')
    expect(mode('./docker-compose.yml')).toBe('100640')
    expect(mode('./dkron.data/raft/peers.json')).toBe('100600')
  })

  test('is undone to the byte, once', async () => {
    const {site, original, run} = await applied()
    expect(await site.undo()).toMatchObject({outcome: 'undone', run: {id: run.id, state: 'undone'}})
    expect(site.tree()).toEqual(original)
    expect(await site.undo()).toMatchObject({outcome: 'refused', refusals: [{code: 'run-unknown'}]})
    const [view] = await site.withLedger(readHistory)
    expect(view?.steps.map(({state}) => state)).toEqual(Array(6).fill('old'))
  })

  test('is undone beside an engine that has stopped, when it worked on no container', async () => {
    const {site, original} = await applied('rewrite-raft-db')
    const path = join(site.folder, 'nobody-listens.sock')
    const control = dockerodeControl({kind: 'socket', path, from: path}, {})
    expect(await control.list()).toMatchObject({ok: false, refusals: [{code: 'engine-lost'}]})
    expect(await site.undo(false, {control})).toMatchObject({outcome: 'undone'})
    expect(site.tree()).toEqual(original)
  })

  test('two runs are undone one after the other', async () => {
    const {site, original} = await applied('rewrite-raft-db')
    const between = site.tree()
    const second = await site.apply(planOf(site.data, actionsFor(site)['remove-file'] ?? []))
    expect(second.outcome).toBe('applied')
    expect(await site.undo()).toMatchObject({outcome: 'undone'})
    expect(site.tree()).toEqual(between)
    expect(await site.undo()).toMatchObject({outcome: 'undone'})
    expect(site.tree()).toEqual(original)
  })
})

describe('an undo of files that somebody has changed since', () => {
  const changes: readonly (readonly [string, (site: Site) => void, string])[] = [
    ['written to', site => appendFileSync(raftDbOf(site.data), 'x'), 'raft.db'],
    ['another mode', site => chmodSync(site.compose, 0o666), 'docker-compose.yml'],
    ['removed', site => rmSync(site.compose), 'docker-compose.yml'],
    ['a new file changed', site => appendFileSync(join(site.data, 'raft', 'peers.json'), 'x'), 'peers.json'],
    ['a removed file made again', site => writeFileSync(join(site.data, 'raft', 'peers.info'), 'new'), 'peers.info'],
    ['a folder made again', site => mkdirSync(join(site.second, 'raft')), 'second/raft'],
  ]

  test.each(changes)(
    '%s: refused, nothing changed; forced: theirs is kept under another name',
    async (_, change, name) => {
      const {site, original} = await applied()
      change(site)
      const changed = site.tree()
      const theirs = changed.find(line => line.split(' ')[0]?.endsWith(`/${name}`))
      const refused = await site.undo()
      expect(refused).toMatchObject({outcome: 'refused', refusals: [{code: 'changed-since'}]})
      expect(site.tree()).toEqual(changed)

      expect(await site.undo(true)).toMatchObject({outcome: 'undone'})
      const isKept = (line: string) => line.includes('.doctor-old-')
      const times = (lines: readonly string[]) => lines.filter(line => !/ 40755 | 40700 /.test(line))
      expect(times(site.tree().filter(line => !isKept(line)))).toEqual(times(original))
      const kept = site.tree().filter(isKept)
      expect(kept).toHaveLength(theirs === undefined ? 0 : 1)
      if (theirs) expect(kept[0]?.split(' ').slice(1)).toEqual(theirs.split(' ').slice(1))
    },
  )

  test('without its backup, or with a damaged one: refused, nothing changed', async () => {
    for (const spoil of [
      (archive: string) => rmSync(archive),
      (archive: string) => {
        const bytes = readFileSync(archive)
        bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1
        writeFileSync(archive, bytes)
      },
    ]) {
      const {site, run} = await applied()
      spoil(run.backup?.archive ?? '')
      const before = site.tree()
      expect(await site.undo()).toMatchObject({outcome: 'refused', refusals: [{code: 'backup-damaged'}]})
      expect(site.tree()).toEqual(before)
    }
  })

  test('names of renames alone need no backup', async () => {
    const {site, original, run} = await applied('move-aside')
    rmSync(run.backup?.archive ?? '')
    expect(readdirSync(site.second)).toHaveLength(1)
    expect(await site.undo()).toMatchObject({outcome: 'undone'})
    expect(site.tree()).toEqual(original)
  })
})
