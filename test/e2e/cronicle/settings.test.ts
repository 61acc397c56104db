import {spawnSync} from 'node:child_process'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {checks} from '../../../src/checks/index.ts'
import {haproxySections, nginxServers} from './balancers.ts'
import {needsNetwork} from './use-lab.ts'

needsNetwork()

const withSettings = checks.filter(check => check.snippets !== undefined)

test('every fault of a balancer has settings for nginx and for haproxy', () => {
  const kinds = withSettings.map(({id, snippets = []}) => [id, ...snippets.map(s => s.title.split(',')[0])])
  const one = ['nginx', 'haproxy']
  const several = [...one, "each worker's conf/config.json"]
  expect(Object.fromEntries(kinds.map(([id, ...titles]) => [id, titles]))).toEqual({
    'duplicate-reported-address': several,
    'load-balancer-cuts-connection': one,
    'load-balancer-not-plain-http': one,
    'load-balancer-port-mismatch': one,
    'reported-address-unreachable': one,
    'several-workers-one-address': several,
    'socket-path-blocked': one,
    'websocket-upgrade-blocked': one,
  })
})

const distinct = new Map(withSettings.flatMap(c => c.snippets ?? []).map(({title, text}) => [title, text] as const))

for (const [title, text] of distinct) {
  if (title.startsWith('nginx')) {
    test(`nginx takes "${title}"`, ({onTestFinished}) => {
      const folder = folderFor(onTestFinished)
      const file = join(folder, 'nginx.conf')
      writeFileSync(file, nginxServers(`\n${text}`).render(folder))
      expectTaken('nginx', ['-t', '-p', folder, '-e', join(folder, 'error.log'), '-c', file])
    })
  } else if (title.startsWith('haproxy')) {
    test(`haproxy takes "${title}" without a warning`, ({onTestFinished}) => {
      const folder = folderFor(onTestFinished)
      const file = join(folder, 'haproxy.cfg')
      writeFileSync(file, haproxySections(text).render(folder))
      // -dW: a warning is an error.
      expectTaken('haproxy', ['-c', '-dW', '-f', file])
    })
  } else {
    test('what a worker is to report is members of config.json', () => {
      const members = JSON.parse(`{${text.replace(/,\s*$/, '')}}`)
      expect(members.hostname).toBe(members.ip)
    })
  }
}

function folderFor(onFinished: (end: () => void) => void): string {
  const folder = mkdtempSync(join(tmpdir(), 'doctor-settings-'))
  onFinished(() => rmSync(folder, {recursive: true}))
  return folder
}

function expectTaken(program: string, args: readonly string[]): void {
  const {status, stdout, stderr} = spawnSync(program, args, {encoding: 'utf8', timeout: 60_000})
  expect(status, `${stdout}${stderr}`).toBe(0)
}
