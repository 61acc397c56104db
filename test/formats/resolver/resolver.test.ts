import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {decodeHostsFile} from '../../../src/formats/resolver/decode-hosts-file.ts'
import {decodeResolvConf, namesToTry} from '../../../src/formats/resolver/decode-resolv-conf.ts'

describe('a hosts file', () => {
  const text = `# made by Docker
127.0.0.1\tlocalhost
::1 localhost ip6-localhost
10.0.0.5   S1 s1.example.com # the first
10.0.0.6 s1
not-an-address x
10.0.0.7
`
  it('gives names their addresses, whatever their case', () => {
    const names = decodeHostsFile(text)
    expect(names.get('s1')).toEqual(['10.0.0.5', '10.0.0.6'])
    expect(names.get('localhost')).toEqual(['127.0.0.1', '::1'])
    expect(names.has('x')).toBe(false)
    expect(names.has('first')).toBe(false)
  })

  it('never throws, and gives nothing but addresses', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(text.length), (noise, at) => {
        const all = [...decodeHostsFile(text.slice(0, at) + noise + text.slice(at)).values()].flat()
        expect(all.every(a => /^[0-9a-f.:]+(%\S+)?$/i.test(a))).toBe(true)
      }),
    )
  })
})

describe('resolv.conf', () => {
  it('as Docker writes it', () => {
    expect(decodeResolvConf('nameserver 127.0.0.11\noptions ndots:0\n')).toEqual({
      nameservers: ['127.0.0.11'],
      search: [],
      ndots: 0,
    })
  })

  it('keeps what the C library and Go would use, and no more', () => {
    const text = `; old
search one.example two.example. .
nameserver 10.0.0.1 # first
nameserver fe80::1%eth0
nameserver nonsense
nameserver 10.0.0.3
nameserver 10.0.0.4
options timeout:1 ndots:99`
    expect(decodeResolvConf(text)).toEqual({
      nameservers: ['10.0.0.1', 'fe80::1%eth0', '10.0.0.3'],
      search: ['one.example', 'two.example'],
      ndots: 15,
    })
    expect(decodeResolvConf('search a b\ndomain c d').search).toEqual(['c'])
  })

  it('empty: this machine is asked', () => {
    expect(decodeResolvConf('').nameservers).toEqual(['127.0.0.1', '::1'])
  })

  it('never throws, and keeps its bounds', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('nameserver ', 'search ', 'options ndots:', '1.2.3.4', '\n', 'a.b', ' ')),
        parts => {
          const conf = decodeResolvConf(parts.join(''))
          expect(conf.nameservers.length).toBeLessThanOrEqual(3)
          expect(conf.search.length).toBeLessThanOrEqual(6)
          expect(conf.ndots).toBeLessThanOrEqual(15)
        },
      ),
    )
  })

  it.each([
    ['s1', 1, ['s1.a', 's1.b', 's1']],
    ['s1', 0, ['s1', 's1.a', 's1.b']],
    ['s1.lan', 1, ['s1.lan', 's1.lan.a', 's1.lan.b']],
    ['s1.lan', 2, ['s1.lan.a', 's1.lan.b', 's1.lan']],
    ['s1.', 5, ['s1']],
  ])('%s with ndots:%d', (name, ndots, tried) => {
    expect(namesToTry(name, {nameservers: [], search: ['a', 'b'], ndots})).toEqual(tried)
  })
})
