import {describe, expect, it} from 'vitest'
import {atLeast, compareVersions, parseVersion, versionOfImage} from '../../../src/formats/dkron/version.ts'

const shown = (v: ReturnType<typeof parseVersion>) => v && `${v.major}.${v.minor}.${v.patch}`

describe('parseVersion', () => {
  it.each([
    ['4.0.9', '4.0.9'],
    ['v3.2.7', '3.2.7'],
    ['V2.2.2', '2.2.2'],
    ['Dkron 4.0.9', '4.0.9'],
    ['dkron/dkron:3.2.7-beta1', '3.2.7'],
    ['3.2.7+build', '3.2.7'],
    ['4.0.10\n', '4.0.10'],
    ['devel', null],
    ['latest', null],
    ['', null],
    ['4', null],
    ['3.2', null],
    ['1.2.3.4', null],
    ['10.0.0.1', null],
    ['2024.01.05', null],
  ])('%j is %s', (text, wanted) => {
    expect(shown(parseVersion(text))).toBe(wanted)
  })
})

describe('versionOfImage', () => {
  it.each([
    ['dkron/dkron:4.0.9', '4.0.9'],
    ['dkron:v3.1.1', '3.1.1'],
    ['docker.io/dkron/dkron:3.2.7-beta1', '3.2.7'],
    ['registry.example.com:5000/ops/dkron:2.2.2', '2.2.2'],
    ['10.0.0.1:5000/dkron', null],
    ['registry-1.2.3:5000/dkron:latest', null],
    ['dkron/dkron:4.0.9@sha256:0b55748727fc45d283a456cbe0294e168a3dfce48b63a281ae08a3eea5f09f70', '4.0.9'],
    ['dkron/dkron@sha256:0b55748727fc45d283a456cbe0294e168a3dfce48b63a281ae08a3eea5f09f70', null],
    ['sha256:0b55748727fc45d283a456cbe0294e168a3dfce48b63a281ae08a3eea5f09f70', null],
    ['dkron/dkron:latest', null],
    ['dkron/dkron', null],
    ['', null],
  ])('%j is %s', (image, wanted) => {
    expect(shown(versionOfImage(image))).toBe(wanted)
  })
})

describe('order', () => {
  it('compares part by part as numbers', () => {
    const sorted = ['2.2.2', '3.0.10', '3.1.2', '3.1.10', '4.0.0'].map(v => parseVersion(v))
    for (let i = 0; i < sorted.length; i++) {
      for (let j = 0; j < sorted.length; j++) {
        const [a, b] = [sorted[i], sorted[j]]
        if (a && b) expect(Math.sign(compareVersions(a, b))).toBe(Math.sign(i - j))
      }
    }
  })

  it('knows whether a release is at least another', () => {
    expect(atLeast({major: 3, minor: 1, patch: 1}, '3.1.2')).toBe(false)
    expect(atLeast({major: 3, minor: 1, patch: 2}, '3.1.2')).toBe(true)
    expect(atLeast({major: 4, minor: 0, patch: 0}, '3.1.2')).toBe(true)
    expect(atLeast({major: 2, minor: 9, patch: 9}, '3.0.0')).toBe(false)
  })
})
