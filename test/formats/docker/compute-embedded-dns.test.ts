import {describe, expect, it} from 'vitest'
import type {Case} from '../../../src/case/case.ts'
import {computeEmbeddedDns} from '../../../src/formats/docker/compute-embedded-dns.ts'
import {collectFixture} from '../../case/collect-fixture.ts'

async function three(): Promise<{c: Case; ask: (name: string, c?: Case) => readonly string[] | null}> {
  const c = await collectFixture('v4.0.9-e4-1-healthy-3')
  const [asker] = c.containers
  if (!asker) throw new RangeError('the fixture has containers')
  return {c, ask: (name, changed = c) => computeEmbeddedDns(name, asker, changed.containers, changed.networks)}
}

describe("Docker's DNS, worked out", () => {
  it('knows services, containers and short IDs, whatever their case', async () => {
    const {c, ask} = await three()
    const second = c.containers.find(k => k.name === 'e24x1_s2_1')
    const address = second?.networks[0]?.address
    for (const name of ['s2', 'S2.', 'e24x1_s2_1', second?.id.slice(0, 12) ?? '']) expect(ask(name)).toEqual([address])
  })

  it('knows that nobody has a name when everybody on the network was inspected', async () => {
    const {c, ask} = await three()
    expect(ask('s9')).toEqual([])
    const fewer = {...c, containers: c.containers.slice(0, 2)}
    expect(ask('s9', fewer)).toBeNull()
    expect(ask('s3', fewer)).toBeNull()
    expect(ask('s9', {...c, networks: []})).toBeNull()
  })

  it('has no names of stopped containers, nor on the default bridge', async () => {
    const {c, ask} = await three()
    const without = (name: string) => ({
      ...c,
      containers: c.containers.map(k => (k.name === name ? {...k, running: false} : k)),
    })
    expect(ask('s3', without('e24x1_s3_1'))).toEqual([])
    const [asker] = c.containers.map(k => ({...k, networks: k.networks.map(n => ({...n, network: 'bridge'}))}))
    expect(asker && computeEmbeddedDns('s2', asker, c.containers, c.networks)).toBeNull()
  })
})
