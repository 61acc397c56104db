import {setTimeout as sleep} from 'node:timers/promises'
import {type Kit, Lab} from './lab.ts'
import type {Scenario, Step, Worker} from './scenario.ts'
import {see} from './see.ts'

/** Builds the scenario, does its steps, and waits until it looks as it has to. The caller closes the lab. */
export async function play(kit: Kit, prefix: string, scenario: Scenario, opened: (lab: Lab) => void): Promise<Lab> {
  const lab = new Lab(kit, prefix, scenario)
  opened(lab)
  const {workers = {}, steps = [], sees, steady} = scenario
  await lab.setUp(scenario.setup)
  const first = (Object.keys(workers) as Worker[]).filter(w => !workers[w]?.later)
  if (Object.keys(workers).length > 0) lab.startBalancer(scenario.balancer)
  await Promise.all((['p1', ...first] as const).map(host => lab.start(host)))
  for (const step of steps) await take(lab, step)
  await see(lab, sees)
  if (steady !== undefined) await staySteady(lab, steady)
  return lab
}

async function take(lab: Lab, step: Step): Promise<void> {
  if ('fatal' in step) await lab.callApi('add_server', {hostname: step.add})
  else if ('add' in step) await change(lab, 'add_server', step.add, step.says)
  else if ('remove' in step) await change(lab, 'remove_server', step.remove, step.says)
  else if ('start' in step) await lab.start(step.start)
  else if ('stop' in step) await lab.stop(step.stop)
  else if ('restart' in step) await lab.restart(step.restart, step.as)
  else if ('edit' in step) await lab.lists(step.edit)
  else if ('block' in step) lab.network.block(step.block)
  else if ('reload' in step) lab.reloadBalancer()
  else if ('unplug' in step) lab.network.unplug(step.unplug)
  else await see(lab, step.wait)
}

async function change(lab: Lab, call: string, hostname: string, says?: string): Promise<void> {
  const {status, text} = await lab.callApi(call, {hostname})
  const {code, description} = status === 200 ? JSON.parse(text) : {code: status, description: text}
  const answered = code === 0 ? undefined : String(description)
  if (answered !== says)
    throw new Error(`${call} ${hostname} was answered ${answered ?? 'code 0'}, not ${says ?? 'code 0'}`)
}

/** No worker may be lost from now on, for as many seconds. */
export async function staySteady(lab: Lab, seconds: number): Promise<void> {
  const lost = () => lab.servers.p1?.log().match(/Slave (disconnected|connection failed).*/g)?.length ?? 0
  const before = lost()
  await sleep(seconds * 1000)
  if (lost() > before) throw new Error(`a worker was lost within ${seconds} s: ${lab.servers.p1?.log()}`)
}
