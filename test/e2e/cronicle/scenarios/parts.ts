import type {Scenario, Step} from '../scenario.ts'

export const healthy: Scenario['expected'] = {verdict: 'healthy', cause: null}

export function broken(cause: string): Scenario['expected'] {
  return {verdict: 'broken', cause}
}

export const primary = {'cron-primary.example.net': '10.20.0.10'} as const

/** The worker as it is called through the balancer, and as it is called when nothing is set. */
export const named = {hostname: 'workers-lb.example.net', ip: '10.20.0.20'} as const
export const own = {hostname: 'ip-172-31-50-31', ip: '172.31.50.31'} as const

export const add: Step = {add: named.hostname}

/** A record as global/servers holds it, after the primary's own. */
export function stored(
  ...records: readonly {readonly hostname: string; readonly ip: string}[]
): Record<string, string> {
  return {...primary, ...Object.fromEntries(records.map(({hostname, ip}) => [hostname, ip]))}
}

export const lost = (name: string, how: string): string => `Slave connection failed: ${name}: Error: ${how}`
