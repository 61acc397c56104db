import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {gunzipSync, gzipSync} from 'node:zlib'
import {packTar, type TarHeader, unpackTar} from 'modern-tar'
import {describe, expect, it} from 'vitest'
import type {Case} from '../../src/case/case.ts'
import {decodeCase, encodeCase} from '../../src/case/encode-case.ts'
import {redactCase} from '../../src/case/redact.ts'
import {noLeaderChecks} from '../../src/checks/no-leader/index.ts'
import {ToolError} from '../../src/errors.ts'
import {deriveFacts} from '../../src/facts/derive.ts'
import {diagnose} from '../../src/report/diagnose.ts'
import {looksLikeCaseFile} from '../../src/sources/case-file/looks-like-case-file.ts'
import {readCaseFile} from '../../src/sources/case-file/read-case-file.ts'
import {packCaseFile} from '../../src/sources/case-file/write-case-file.ts'
import {dialsOfThree} from '../checks/asked-parts.ts'
import {scratch} from '../unpack.ts'
import {captured, collectFixture} from './collect-fixture.ts'

const now = new Date('2026-01-01T00:00:00Z')

function reportOf(c: Case) {
  const options = {command: 'no-leader', version: '0', failLevel: 'error' as const, only: [], skip: [], facts: {}}
  return diagnose(deriveFacts(c), noLeaderChecks, options)
}

async function saved(c: Case): Promise<string> {
  const file = join(scratch(), 'case.tgz')
  writeFileSync(file, (await packCaseFile(c, '0.1.0', now)).bytes)
  return file
}

describe('a case file', () => {
  it.each(captured)('of %s gives the same report, fingerprints included', async name => {
    const c = await collectFixture(name)
    const again = await readCaseFile(await saved(c))
    expect(reportOf(again)).toEqual(reportOf(c))
  })

  it('keeps indexes and terms as they are, above 2^53 too', async () => {
    const c = await collectFixture('v4.0.9-e1-1-down-up-new-id-new-ip')
    const decoded = decodeCase(encodeCase(c))
    expect('case' in decoded && decoded.case).toEqual(c)
    const large = {...c, dataDirs: [], extra: {term: 2n ** 64n - 1n, text: '{"$bigint":"1"}'}} as unknown as Case
    expect(decodeCase(encodeCase(large))).toEqual({case: large})
  })
})

describe('what was asked of the network', () => {
  it('is kept as it is: without names and addresses it would say nothing', async () => {
    const c = {...(await collectFixture('v4.0.9-e1-1-down-up-new-id-new-ip')), probes: dialsOfThree(['s1>n2'])}
    expect(redactCase(c).case.probes).toEqual(c.probes)
    expect((await readCaseFile(await saved(c))).probes).toEqual(c.probes)
  })
})

describe('a case written before anything was asked of the network', () => {
  it('has no probes', async () => {
    const {probes: _, ...old} = await collectFixture('v4.0.9-e1-1-down-up-new-id-new-ip')
    const decoded = decodeCase(encodeCase(old as Case))
    expect('case' in decoded && decoded.case.probes).toEqual([])
    expect(decodeCase(encodeCase({...old, probes: {}} as unknown as Case))).toEqual({problem: '"probes" is no list'})
  })
})

describe('secrets', () => {
  const planted = ['s3cr3t-passw0rd', 'tok_9f8e7d6c5b', 'MDEyMzQ1Njc4OWFiY2RlZg==', 'hunter2hunter2', 'basicdXNlcjpwdw']

  async function withSecrets(): Promise<Case> {
    const c = await collectFixture('v4.0.9-e1-1-down-up-new-id-new-ip')
    const [container] = c.containers
    const [api] = c.api
    if (!container || !api) throw new RangeError('the fixture has a container and answers')
    return {
      ...c,
      containers: [
        {
          ...container,
          commandLine: [...container.commandLine, `--encrypt=${planted[2]}`, '--api-token', planted[1] ?? ''],
          env: [
            ...container.env,
            `DB_PASSWORD=${planted[0]}`,
            `DKRON_ENCRYPT=${planted[2]}`,
            `DKRON_WEBHOOK_URL=http://u:${planted[3]}@h/`,
          ],
        },
      ],
      api: [
        {
          ...api,
          answers: {
            ...api.answers,
            '/v1/jobs': {status: 200, body: `[{"name":"j","executor_config":{"p":"${planted[0]}"}}]`},
          },
        },
      ],
      logs: [
        {
          source: 'log',
          server: null,
          debug: false,
          lines: [
            {number: 1, time: null, level: 'info', node: null, text: `connect with ${planted[0]}`},
            {number: 2, time: null, level: 'info', node: null, text: `Authorization: Basic ${planted[4]}`},
            {number: 3, time: null, level: 'info', node: null, text: `url=http://root:${planted[3]}@db/x`},
          ],
        },
      ],
    }
  }

  it('are in no part of the file', async () => {
    const {bytes} = await packCaseFile(await withSecrets(), '0.1.0', now)
    const text = gunzipSync(bytes).toString('latin1')
    for (const secret of planted) expect(text).not.toContain(secret)
  })

  it('are listed by name in its manifest', async () => {
    const {manifest} = await packCaseFile(await withSecrets(), '0.1.0', now)
    expect(manifest.leftOut).toContain('value of environment variable DB_PASSWORD of e1_dkron_1')
    expect(manifest.leftOut).toContain('value of --encrypt of e1_dkron_1')
    expect(manifest.leftOut).toContain('value of --api-token of e1_dkron_1')
  })

  it('keep what a comparison of keys needs: equal stays equal, valid stays valid', async () => {
    const c = await collectFixture('v4.0.9-e5-encrypt-mismatch')
    const keys = redactCase(c).case.containers.map(k => k.commandLine.find(w => w.startsWith('--encrypt=')))
    expect(keys[0]).toBe(keys[1])
    expect(keys[2]).not.toBe(keys[0])
    expect(Buffer.from(keys[0]?.slice('--encrypt='.length) ?? '', 'base64')).toHaveLength(16)
    expect(redactCase(c).case.containers[0]?.commandLine).not.toEqual(keys)
  })

  it('do not take the server ID with them', async () => {
    const c = await collectFixture('v4.0.9-w3-env-node-name')
    expect(redactCase(c).case.containers[0]?.env).toContain('DKRON_NODE_NAME=dk1')
  })
})

describe('a hostile archive', () => {
  async function archive(entries: {header: Partial<TarHeader> & {name: string}; body?: string}[]): Promise<string> {
    const file = join(scratch(), 'hostile.tgz')
    const packed = await packTar(
      entries.map(({header, body = ''}) => ({
        header: {size: Buffer.byteLength(body), type: 'file' as const, ...header},
        body,
      })),
    )
    writeFileSync(file, gzipSync(packed))
    return file
  }

  const refused = async (file: string) => {
    const error = await readCaseFile(file).then(
      () => null,
      (e: unknown) => e,
    )
    expect(error).toBeInstanceOf(ToolError)
    return error as ToolError
  }

  it.each([
    ['a path out of the folder', {name: '../../etc/cron.d/x'}],
    ['an absolute path', {name: '/etc/passwd'}],
    ['a link', {name: 'case.json', type: 'symlink' as const, linkname: '/etc/passwd', size: 0}],
    ['a device', {name: 'case.json', type: 'character-device' as const, size: 0}],
  ])('with %s is refused', async (_, header) => {
    const error = await refused(await archive([{header}]))
    expect(error.code).toBe('CASE_UNREADABLE')
    expect(error.exit).toBe(3)
  })

  it('that inflates beyond bounds is refused without filling the memory', async () => {
    const file = join(scratch(), 'bomb.tgz')
    writeFileSync(file, gzipSync(Buffer.alloc(300 * 1024 * 1024)))
    const before = process.memoryUsage().rss
    await refused(file)
    expect(process.memoryUsage().rss - before).toBeLessThan(600 * 1024 * 1024)
  })

  it('whose content is not what its manifest says is refused', async () => {
    const good = await packCaseFile(await collectFixture('v4.0.9-e1-0-healthy-first-start'), '0.1.0', now)
    const entries = await unpackTar(gunzipSync(good.bytes))
    const changed = entries.map(e => ({
      header: {name: e.header.name},
      body: Buffer.from(e.data ?? [])
        .toString('utf8')
        .replace('a52fb2697449', 'b52fb2697449'),
    }))
    expect((await refused(await archive(changed))).message).toContain('not what its manifest says')
  })

  it('cut short anywhere is refused', async () => {
    const {bytes} = await packCaseFile(await collectFixture('v4.0.9-e1-0-healthy-first-start'), '0.1.0', now)
    for (const length of [2, 20, 500, bytes.length - 10]) {
      const file = join(scratch(), 'short.tgz')
      writeFileSync(file, bytes.slice(0, length))
      expect(looksLikeCaseFile(file)).toBe(true)
      await refused(file)
    }
  })

  it('a folder, a text and a missing file are no case files', () => {
    const folder = scratch()
    writeFileSync(join(folder, 'x.txt'), 'text')
    expect([folder, join(folder, 'x.txt'), join(folder, 'missing')].map(looksLikeCaseFile)).toEqual([
      false,
      false,
      false,
    ])
  })
})
