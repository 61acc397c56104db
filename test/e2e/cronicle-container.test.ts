import {afterAll, beforeAll, expect, inject, test} from 'vitest'
import {buildCronicleImage, cronicleImage, packages, removeCronicleImage} from './cronicle-image.ts'
import {needsEngine} from './needs-engine.ts'
import {Project} from './project.ts'

needsEngine()

beforeAll(() => {
  if (inject('lab').missing === '') buildCronicleImage()
})
afterAll(() => {
  if (inject('lab').missing === '') removeCronicleImage()
})

const file = (more = '') => `version: "2.4"
services:
  cronicle:
    image: ${cronicleImage}
    volumes:
      - ./data:/opt/cronicle/data
      - ${packages}:${packages}:ro
${more}`

test('a primary that is known by its container ID', async () => {
  const project = new Project(file())
  project.up()
  const first = project.hostNameOf('cronicle')
  expect(await primaryOf(project)).toBe(first)

  project.down()
  project.up()
  const second = project.hostNameOf('cronicle')
  expect(second).not.toBe(first)
  expect(await primaryOf(project)).toBe('nobody')

  project.down()
  project.write(file(`    hostname: ${first}\n`))
  project.up()
  expect(await primaryOf(project)).toBe(first)
})

/** Who is primary, as the web interface is told, when the server has had its time to become it. */
async function primaryOf(project: Project): Promise<string> {
  await project.waitForAnswer('cronicle', ':3012/api/app/status', status => JSON.parse(status).uptime >= 2)
  const config = await project.waitForAnswer('cronicle', ':3012/api/app/config')
  return /"master_hostname":"([^"]+)"/.exec(config)?.[1] ?? 'nobody'
}
