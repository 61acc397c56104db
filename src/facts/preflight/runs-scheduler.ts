import type {ComposeService} from '../../case/case.ts'
import {settingsOfService} from '../../formats/dkron/settings-of.ts'

/** Programs whose command lines read like Dkron's: `consul agent --server`. */
const lookalikes = /(^|\/)(consul|nomad|vault)\b/

/** Whether a service starts Dkron as a server; one without image and command shows nothing of it. */
export function runsDkronServer(service: ComposeService): boolean {
  const image = service.image?.value ?? ''
  if (lookalikes.test(image)) return false
  const {server} = settingsOfService(service)
  if (!server) return false
  const words = [...(service.entrypoint?.value ?? []), ...(service.command?.value ?? [])]
  return !words.some(word => lookalikes.test(word) && !word.includes('dkron'))
}

const named = /(^|[/\s:_.-])cronicle/i

/** Whether a service runs Cronicle: by its image, its command, its variables or where it mounts something. */
export function runsCronicle(service: ComposeService): boolean {
  const words = [...(service.entrypoint?.value ?? []), ...(service.command?.value ?? [])]
  return (
    named.test(service.image?.value ?? '') ||
    words.some(word => named.test(word)) ||
    service.environment.some(v => v.name.startsWith('CRONICLE_')) ||
    service.mounts.some(m => /^\/opt\/cronicle(\/|$)/.test(m.target))
  )
}
