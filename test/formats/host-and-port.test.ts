import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {isDialable, isIpAddress, joinAddress, splitAddress} from '../../src/formats/host-and-port.ts'

describe('an address', () => {
  it.each(['10.0.0.1', 'fe80::1', 's1', 'a.b-c_d'])('%s with a port comes apart again', host => {
    expect(splitAddress(joinAddress(host, 6868))).toEqual({host, port: 6868})
  })

  it.each([
    ['10.0.0.1', true],
    ['::ffff:10.0.0.1', true],
    ['10.0.0', false],
    ['010.0.0.1', false],
    ['s1', false],
    ['face', false],
  ])('%s is an IP address: %s', (host, is) => {
    expect(isIpAddress(host)).toBe(is)
  })

  it('that is dialled is an address or a name, whatever a file says', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer(), (host, port) => {
        if (!isDialable(host, port)) return
        expect(host).toMatch(/^[\w.:%-]{1,253}$/)
        expect(port).toBeGreaterThan(0)
      }),
    )
    expect(isDialable('a'.repeat(254), 1)).toBe(false)
    expect(isDialable('s1', 65_536)).toBe(false)
  })
})
