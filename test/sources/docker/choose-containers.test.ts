import {describe, expect, it} from 'vitest'
import {chooseContainers} from '../../../src/sources/docker/choose-containers.ts'
import type {ListedContainer} from '../../../src/sources/docker/engine.ts'

function row(name: string, over: Partial<ListedContainer> = {}): ListedContainer {
  return {
    id: name.padEnd(64, '0'),
    names: [name],
    image: 'dkron/dkron:4.0.9',
    command: 'dkron agent --server',
    state: 'running',
    mounts: [],
    networks: ['bridge'],
    project: null,
    ...over,
  }
}

const bind = (source: string) => [{source, destination: '/dkron.data', name: null}]
const names = (chosen: ReturnType<typeof chooseContainers>) =>
  'several' in chosen ? chosen.several : chosen.containers.flatMap(c => c.names)

const project = (name: string, folder: string) => ({project: {name, folder}, networks: [`${name}_default`]})
const a1 = row('a1', {...project('a', '/srv/a'), mounts: bind('/srv/a/d1')})
const a2 = row('a2', {...project('a', '/srv/a'), mounts: bind('/srv/a/d2')})
const b1 = row('b1', {...project('b', '/srv/b'), mounts: bind('/srv/b/d1')})
const other = row('web', {image: 'nginx:1', command: 'nginx'})

describe('chooseContainers', () => {
  it('takes the whole cluster of the container that mounts the data-dir, and no other cluster', () => {
    expect(
      names(chooseContainers([other, b1, a2, a1], {folders: ['/srv/a/d1'], here: '/', projectHere: false})),
    ).toEqual(['a2', 'a1'])
  })

  it('takes the project of the present folder when nothing is named', () => {
    expect(names(chooseContainers([a1, a2, b1], {folders: [], here: '/srv/b', projectHere: false}))).toEqual(['b1'])
  })

  it('takes the only cluster there is', () => {
    expect(names(chooseContainers([other, a1, a2], {folders: [], here: '/', projectHere: false}))).toEqual(['a1', 'a2'])
  })

  it('takes no other cluster for that of the present folder, of which nothing is left', () => {
    expect(names(chooseContainers([a1, b1], {folders: [], here: '/srv/c', projectHere: true}))).toEqual([])
    expect(names(chooseContainers([a1], {folders: [], here: '/srv/c', projectHere: true}))).toEqual([])
  })

  it('asks which one when several clusters run here', () => {
    const chosen = chooseContainers([a1, b1], {folders: [], here: '/', projectHere: false})
    expect(names(chosen)).toEqual(['a1 (compose project in /srv/a)', 'b1 (compose project in /srv/b)'])
    expect('several' in chosen).toBe(true)
  })

  it('takes nothing for a data-dir that no container mounts', () => {
    expect(names(chooseContainers([a1, b1], {folders: ['/elsewhere'], here: '/', projectHere: false}))).toEqual([])
  })

  it('takes a container that mounts a folder above the data-dir, whatever it runs', () => {
    const holder = row('holder', {image: 'custom', command: 'run.sh', mounts: bind('/srv/x')})
    expect(
      names(chooseContainers([holder, a1], {folders: ['/srv/x/dkron.data'], here: '/', projectHere: false})),
    ).toEqual(['holder'])
  })

  it('does not join containers that only share the default network', () => {
    const chosen = chooseContainers([row('one'), row('two')], {folders: [], here: '/', projectHere: false})
    expect('several' in chosen && chosen.several).toEqual(['one', 'two'])
  })
})
