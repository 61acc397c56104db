import type {ComposeService} from '../case/case.ts'

/** Docker refuses a host name of its own for a container in another's network, or in the host's. */
export function takesHostname(service: ComposeService): boolean {
  const mode = service.networkMode?.value ?? ''
  return mode !== 'host' && !/^(container|service):/.test(mode)
}
