import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import type {ComposeFile, ComposeService} from '../../../src/case/case.ts'
import type {ComposeProblem} from '../../../src/formats/compose/compose-node.ts'
import {decodeCompose} from '../../../src/formats/compose/decode-compose.ts'
import {parseEnvFile} from '../../../src/formats/compose/parse-env-file.ts'
import {decodeSettings} from '../../../src/formats/dkron/decode-settings.ts'
import type {DkronSettings} from '../../../src/formats/dkron/types.ts'

export const composeFolder = fileURLToPath(new URL('../../../fixtures/compose', import.meta.url))

/** The files of a fixture in the order of `-f`. */
const filesOf: Readonly<Record<string, readonly string[]>> = {
  override: ['docker-compose.yml', 'docker-compose.override.yml'],
  'override-tags': ['docker-compose.yml', 'no-volumes.yml'],
  include: ['compose.yaml'],
}

export const composeFixtures: readonly string[] = readdirSync(composeFolder, {withFileTypes: true}).flatMap(entry => {
  if (entry.isDirectory()) return entry.name === 'expected' ? [] : [entry.name]
  return entry.name.endsWith('.yml') ? [entry.name.slice(0, -4)] : []
})

/** Decodes a fixture with the `.env` of its folder and nothing else from around it. */
export function decodeFixture(name: string): {compose: ComposeFile; problems: readonly ComposeProblem[]} {
  const folder = join(composeFolder, name)
  const inFolder = existsSync(folder)
  const base = inFolder ? folder : composeFolder
  const paths = inFolder ? (filesOf[name] ?? ['docker-compose.yml']) : [`${name}.yml`]
  const load = (path: string) => (existsSync(join(base, path)) ? readFileSync(join(base, path), 'utf8') : null)
  const env = Object.fromEntries(
    parseEnvFile(inFolder ? (load('.env') ?? '') : '').flatMap(v => (v.value === null ? [] : [[v.name, v.value]])),
  )
  const files = paths.map(path => ({path, text: load(path) ?? ''}))
  const {compose, problems} = decodeCompose(files, env, load)
  if (compose === null) throw new Error(`${name}: ${JSON.stringify(problems)}`)
  return {compose, problems}
}

export function serviceIn(name: string, service: string): ComposeService {
  const found = decodeFixture(name).compose.services.find(s => s.name === service)
  if (!found) throw new Error(`${name} has no service ${service}`)
  return found
}

export function settingsOf(service: ComposeService): DkronSettings {
  return decodeSettings({
    commandLine: [...(service.entrypoint?.value ?? []), ...(service.command?.value ?? [])],
    env: service.environment.flatMap(e => (e.value === null ? [] : [`${e.name}=${e.value}`])),
  })
}
