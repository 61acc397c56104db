import type {Lab} from './lab.ts'
import {addresses} from './network.ts'
import type {Seen, Worker} from './scenario.ts'
import {until} from './until.ts'

interface Identity {
  readonly hostname: string
  readonly ip: string
}

interface Row {
  readonly uptime: number
  readonly disabled: boolean | 0
}

/** Waits until all of it is seen; says what is seen instead when it never is. */
export async function see(lab: Lab, {primary = 'elected', live = {}, log = {}, records}: Seen): Promise<void> {
  const logs = () => Object.keys(log).map(host => `\n--- ${host}\n${lab.servers[host as 'p1']?.log()}`)
  await until(`the primary is ${primary}`, () => is(lab, primary), logged(lab))
  for (const [host, lines] of Object.entries(log)) {
    for (const line of lines) {
      const server = lab.servers[host as 'p1' | Worker]
      await until(
        `${host} logs "${line}"`,
        () => server?.log().includes(line) ?? false,
        () => logs().join(''),
      )
    }
  }
  for (const [name, state] of Object.entries(live)) {
    await until(`${name} is ${state}`, async () => (await stateOf(lab, name)) === state, logged(lab))
  }
  if (records) {
    const stored = (await lab.lists([{list: 'global/servers'}]))['global/servers'] as readonly Identity[]
    const found = JSON.stringify(Object.fromEntries(stored.map(({hostname, ip}) => [hostname, ip])))
    if (found !== JSON.stringify(records)) throw new Error(`global/servers holds ${found}`)
  }
}

function logged(lab: Lab): () => string {
  return () => `\n--- p1\n${lab.servers.p1?.log()}`
}

async function is(lab: Lab, wanted: NonNullable<Seen['primary']>): Promise<boolean> {
  const {status, text} = await lab.ask(`http://${addresses.p1}:3012/api/app/config`)
  if (wanted === 'gone') return status === 0 && lab.servers.p1?.read('logs/cronicled.pid') === ''
  return text.includes(wanted === 'elected' ? '"master_hostname":' : 'No master server found')
}

/** As a user sees it in the list: online means that it is not grey, and that it has said something. */
async function stateOf(lab: Lab, name: string): Promise<'online' | 'offline' | 'absent' | 'silent'> {
  const {text} = await lab.callApi('get_servers')
  const row = (JSON.parse(text) as {servers: Record<string, Row>}).servers[name]
  if (!row) return 'absent'
  if (row.disabled) return 'offline'
  return row.uptime > 0 ? 'online' : 'silent'
}
