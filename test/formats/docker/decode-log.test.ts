import {readFileSync} from 'node:fs'
import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {matchLines} from '../../../src/formats/dkron/log-dictionary.ts'
import {LogCollector} from '../../../src/formats/docker/collect-log.ts'
import {decodeLog} from '../../../src/formats/docker/decode-log.ts'
import {decodeLogLine} from '../../../src/formats/docker/decode-log-line.ts'
import {captures, filesOf} from '../captures.ts'

const inner =
  'time="2026-11-21T03:38:05Z" level=info msg="2026-11-21T03:38:05.302Z [WARN]  raft: not part of stable configuration, aborting election"'
const decodedInner = {
  time: '2026-11-21T03:38:05.302Z',
  level: 'warn',
  node: null,
  text: 'raft: not part of stable configuration, aborting election',
}

describe('one line', () => {
  it.each([
    ['plain', inner, decodedInner],
    ['docker logs -t', `2026-11-21T03:38:05.302957466Z ${inner}`, decodedInner],
    ['docker compose', `s1-1  | ${inner}`, decodedInner],
    ['docker-compose 1', `dkron_1     | ${inner}`, decodedInner],
    ['compose in colours', `\u001b[36mdkron_1  |\u001b[0m ${inner}`, decodedInner],
    ['compose -t', `s1-1  | 2026-11-21T03:38:05.302957466Z ${inner}`, decodedInner],
    ['kubelet', `2026-11-21T03:38:05.302957466Z stderr F ${inner}`, decodedInner],
    [
      'json-file driver',
      JSON.stringify({log: `${inner}\n`, stream: 'stderr', time: '2026-11-21T03:38:05.4Z'}),
      decodedInner,
    ],
    ['journal', `Nov 21 03:38:05 host dkron[123]: ${inner}`, decodedInner],
    ['Windows line end', `${inner}\r`, decodedInner],
    [
      'fields',
      'time="2026-11-21T03:03:04Z" level=error msg="grpc: error dialing." error="failed: \\"x\\"" method=SetJob node=f87aaf5337bd server_addr=',
      {
        time: '2026-11-21T03:03:04Z',
        level: 'error',
        node: 'f87aaf5337bd',
        text: 'grpc: error dialing. error="failed: \\"x\\"" method=SetJob server_addr=',
      },
    ],
    [
      'address of another agent under node=',
      'time="2026-11-21T03:03:04Z" level=info msg="agent: Calling AgentRun" job_name=hello node="10.0.0.2:6868"',
      {
        time: '2026-11-21T03:03:04Z',
        level: 'info',
        node: null,
        text: 'agent: Calling AgentRun job_name=hello node="10.0.0.2:6868"',
      },
    ],
    [
      'Go log package inside',
      'time="2026-11-21T03:38:05Z" level=info msg="2026/11/21 03:38:05 [ERR] memberlist: Conflicting address for same."',
      {time: '2026-11-21T03:38:05Z', level: 'error', node: null, text: 'memberlist: Conflicting address for same.'},
    ],
    [
      'raft transport of Dkron 4',
      '2026-11-21T03:38:05.123Z [WARN]  raft-net: unable to get address for server',
      {time: '2026-11-21T03:38:05.123Z', level: 'warn', node: null, text: 'raft-net: unable to get address for server'},
    ],
    [
      'the same with docker logs -t',
      '2026-11-21T03:38:05.123456789Z 2026-11-21T03:38:05.123Z [WARN]  raft-net: x',
      {time: '2026-11-21T03:38:05.123Z', level: 'warn', node: null, text: 'raft-net: x'},
    ],
    [
      'time zone without a colon',
      '2026-11-21T03:38:05.123+0100 [ERROR] raft-net: x',
      {time: '2026-11-21T03:38:05.123+01:00', level: 'error', node: null, text: 'raft-net: x'},
    ],
    [
      'logrus JSON',
      '{"error":"no such host","level":"warning","msg":"agent: Can not join","node":"n1","time":"2026-11-21T03:38:05Z"}',
      {time: '2026-11-21T03:38:05Z', level: 'warn', node: 'n1', text: 'agent: Can not join error="no such host"'},
    ],
    [
      'logrus on a terminal',
      '\u001b[36mINFO\u001b[0m[0002] dkron: monitoring leadership                 \u001b[36mnode\u001b[0m=n1',
      {time: null, level: 'info', node: 'n1', text: 'dkron: monitoring leadership'},
    ],
    ['a panic', 'panic: log not found', {time: null, level: 'panic', node: null, text: 'panic: log not found'}],
    [
      'a stack line',
      '\t/go/agent.go:300 +0x829',
      {time: null, level: null, node: null, text: '\t/go/agent.go:300 +0x829'},
    ],
    ['nothing', '', {time: null, level: null, node: null, text: ''}],
  ])('%s', (_, raw, wanted) => {
    expect(decodeLogLine(raw, 7)).toEqual({number: 7, ...wanted})
  })

  it('gives messages back that Go quoted', () => {
    fc.assert(
      fc.property(fc.string({unit: 'grapheme'}), message => {
        fc.pre(!/^\d{4}/.test(message))
        const line = decodeLogLine(`time="x" level=info msg=${JSON.stringify(message)} node=n1`, 1)
        // Line ends at the end of a line are Docker's, not the message's.
        expect(line.text).toBe(message)
      }),
    )
  })
})

describe('the captured logs', () => {
  it.each(captures)('%s', capture => {
    for (const file of filesOf(capture, 'log-')) {
      const text = readFileSync(file, 'utf8')
      const log = decodeLog(text, file)
      expect(log.server).toBeNull()
      expect(log.debug).toBe(
        /--log-level=debug/.test(readFileSync(filesOf(capture, 'docker-compose')[0] ?? '', 'utf8')),
      )
      const numbers = log.lines.map(l => l.number)
      expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
      // What is left out tells nothing: the same entries are found when every line is decoded.
      const all = {...log, lines: text.split('\n').map((raw, i) => decodeLogLine(raw, i + 1))}
      expect(new Set(matchLines(log).map(h => h.entry))).toEqual(new Set(matchLines(all).map(h => h.entry)))
      expect(log.lines.every(l => !/^time=|level=(?:info|debug|warning|error)/.test(l.text))).toBe(true)
    }
  })

  it('keeps a panic with its stack', () => {
    const [file = ''] = filesOf('v2.2.2-e3a1-peersjson-panics', 'log-')
    const texts = decodeLog(readFileSync(file, 'utf8'), file).lines.map(l => l.text)
    expect(texts).toContain('panic: runtime error: invalid memory address or nil pointer dereference')
    expect(texts.some(t => t.includes('raft.RecoverCluster('))).toBe(true)
    expect(texts.at(-1)).toMatch(/main\.go/)
  })
})

describe('the collector', () => {
  it('is bounded, keeping both ends of what repeats', () => {
    const collector = new LogCollector()
    for (let i = 1; i <= 20_000; i++) {
      collector.add(i % 2 === 0 ? inner : `time="x" level=debug msg="store: Setting job" job=job${i} node=n1`)
    }
    const {lines, debug} = collector.finish('s', 'n1')
    expect(debug).toBe(true)
    expect(lines.length).toBeLessThan(500)
    expect(lines[0]?.number).toBe(1)
    expect(lines.at(-1)?.number).toBe(20_000)
    expect(matchLines({source: 's', server: null, debug, lines}).length).toBeGreaterThanOrEqual(100)
  })

  it('keeps one neighbour of a line that matters', () => {
    const noise = (i: number) => `time="x" level=debug msg="store: noise ${i}" node=n1`
    const lines = Array.from({length: 300}, (_, i) => noise(i))
    lines[150] = inner
    const kept = decodeLog(lines.join('\n'), 's').lines.map(l => l.number)
    expect(kept.filter(n => n > 45 && n < 255)).toEqual([150, 151, 152])
  })

  it.each([
    ['info', inner.replace(/msg=.*/, 'msg="dkron: monitoring leadership" node=n1'), false],
    ['raft inside', inner, true],
    ['debug level', 'time="x" level=debug msg="fsm: received command" node=n1', true],
    ['JSON', '{"level":"debug","msg":"x"}', true],
    ['only the raft transport', '2026-11-21T03:38:05.123Z [WARN]  raft-net: x', false],
  ])('tells whether debug output is on: %s', (_, line, debug) => {
    expect(decodeLog(line, 's').debug).toBe(debug)
  })

  it('never throws, whatever the text', () => {
    const piece = fc.constantFrom(
      ...[
        'time="',
        '"',
        'level=',
        'info',
        ' msg="',
        '\\',
        'node=',
        '{"log":',
        '{',
        '}',
        ' | ',
        '\u001b[3',
        '[WARN]',
        'raft: ',
      ],
      ...['panic:', '\n', '\r', '2026-11-21T03:38:05Z', 'INFO[', ']', '=', ' ', 'x', '\\U00ffffff', '\\xzz'],
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece, {maxLength: 60}).map(p => p.join('')),
        ),
        text => {
          matchLines(decodeLog(text, 's'))
        },
      ),
      {numRuns: 2000},
    )
  })
})
