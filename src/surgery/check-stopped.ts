import type {Plan, StoppedServer} from '../repairs/plan.ts'
import {answersHere, findServerProcesses} from '../sources/cronicle/find-server-processes.ts'
import {type Refusal, refuse} from './refusal.ts'

/**
 * Whether the servers that a plan wants stopped are. Cronicle holds no lock on its records; one that runs would go on
 * with what it has in memory, and write that over the repair.
 */
export async function checkStopped({stopped = []}: Pick<Plan, 'stopped'>): Promise<readonly Refusal[]> {
  return (await Promise.all(stopped.map(checkServer))).flat()
}

async function checkServer({folder, dataDir, port, hostnames}: StoppedServer): Promise<readonly Refusal[]> {
  const [found] = [...findServerProcesses(folder, dataDir)].sort((a, b) => Number(b.certain) - Number(a.certain))
  const stop = ['Stop it and whatever starts it again, then repeat this.']
  if (found?.certain)
    return refuse('server-running', folder, `the Cronicle of ${folder} is running (process ${found.pid})`, stop)
      .refusals
  if (found) {
    const message = `process ${found.pid} is a Cronicle, and may be that of ${folder}: this user cannot see its folder`
    return refuse('server-running', folder, message, ['Run it again as root, or stop that process.']).refusals
  }
  const name = await answersHere(port, hostnames)
  return name === null
    ? []
    : refuse('server-running', folder, `${name} answers at port ${port} of this host`, stop).refusals
}
