import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {decodeBaseline} from '../../../src/formats/settings/decode-baseline.ts'
import {decodeSettings} from '../../../src/formats/settings/decode-settings.ts'
import {encodeBaseline} from '../../../src/formats/settings/encode-baseline.ts'
import {baselineSchema, settingsSchema} from '../../../src/formats/settings/settings-schema.ts'

const whole = `# what we live with
fail-level: warning
skip: [alias-does-not-pin-identity]
baseline: doctor-baseline.json
suppress:
  - check: two-voters
    subject: compose.yml
    reason: the third host comes in March
    until: 2031-03-31
`

function problemsIn(text: string): readonly string[] {
  const decoded = decodeSettings(text, 'doctor.yml')
  return 'problems' in decoded ? decoded.problems.map(p => `${p.place.line}:${p.place.column} ${p.message}`) : []
}

describe('doctor.yml', () => {
  test('is read with the places of what it names', () => {
    const place = (line: number, column: number) => ({file: 'doctor.yml', line, column})
    expect(decodeSettings(whole, 'doctor.yml')).toEqual({
      file: 'doctor.yml',
      failLevel: 'warning',
      only: [],
      skip: [{id: 'alias-does-not-pin-identity', place: place(3, 8)}],
      baseline: 'doctor-baseline.json',
      suppress: [
        {
          check: 'two-voters',
          subject: 'compose.yml',
          reason: 'the third host comes in March',
          until: '2031-03-31',
          place: place(6, 5),
        },
      ],
    })
  })

  test('may be empty', () => {
    for (const text of ['', '# nothing\n', '{}']) expect(problemsIn(text)).toEqual([])
  })

  test.each([
    ['fail-level: [', /^1:14 is no YAML/],
    ['a: 1\na: 2\n', /^2:1 is no YAML: Map keys must be unique/],
    ['\nfail-levle: error\n', /^2:1 there is no setting "fail-levle"; there are fail-level, only/],
    ['fail-level: fatal', /^1:1 "fail-level" is one of error, warning, never$/],
    ['only: two-voters', /^1:1 "only" has to be of type array$/],
    ['- a', /^1:1 the file has to be a map/],
    ['suppress:\n  - check: two-voters\n    reason: x\n    until: 2031-01-01\n', /^2:5 "suppress" lacks "subject"$/],
    [whole.replace('2031-03-31', 'tomorrow'), /^9:5 "until" does not look right: "tomorrow"; a day is written/],
    [whole.replace('2031-03-31', '2031-02-30'), /^9:5 "until" is no day of the calendar: 2031-02-30$/],
    [whole.replace('    reason:', '    reasno:'), /there is no setting "reasno"/],
  ])('%j is refused with its place', (text, problem) => {
    const problems = problemsIn(text)
    expect(problems.length).toBeGreaterThan(0)
    expect(problems.join('\n')).toMatch(new RegExp(problem.source, 'm'))
  })

  test('mutated, is settings or problems with places, and nothing is thrown', () => {
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(20), fc.string({maxLength: 8}), (at, length, put) => {
        const text = whole.slice(0, at) + put + whole.slice(at + length)
        const decoded = decodeSettings(text, 'doctor.yml')
        if (!('problems' in decoded)) return
        expect(decoded.problems.length).toBeGreaterThan(0)
        for (const {place} of decoded.problems) expect(place.line).toBeGreaterThan(0)
      }),
      {numRuns: 300},
    )
  })
})

test('a baseline reads back what was written, and nothing else is one', () => {
  const entry = {fingerprint: `sha256:${'a'.repeat(64)}`, check: 'two-voters', subject: 'x', severity: 'error'} as const
  for (const entries of [[], [entry], [entry, {...entry, subject: '"'}]]) {
    expect(decodeBaseline(encodeBaseline('preflight', entries), 'b.json')).toEqual(expect.arrayContaining([...entries]))
  }
  expect(decodeBaseline('{"schemaVersion": 2,\n"command": "x", "findings": []}', 'b.json')).toMatchObject({
    problems: [{place: {line: 1}}],
  })
  expect(decodeBaseline('', 'b.json')).toHaveProperty('problems')
})

test.each([
  ['settings', settingsSchema],
  ['baseline', baselineSchema],
])('schemas/%s.schema.json is what is validated with', (name, schema) => {
  const file = join(import.meta.dirname, `../../../schemas/${name}.schema.json`)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(schema)
})
