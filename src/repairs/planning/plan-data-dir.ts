import {isAbsolute, join} from 'node:path/posix'
import {readValue} from '../../case/read.ts'
import type {Server} from '../../facts/types.ts'
import {setBindMount} from '../../formats/compose/edit/edit-volumes.ts'
import {sealPlan} from '../seal-plan.ts'
import {shellQuote} from '../shell-quote.ts'
import {startLines, stopLines} from '../start-servers.ts'
import {ailingServers, answered, type PlanContext, type Planned, unfit} from './context.ts'
import {byHandOf, editCompose, type ServiceEdit} from './edit-compose.ts'

const strategy = 'data-dir'

/** Puts a folder of the host behind the data-dir of a server that keeps its data inside its container. */
export function planDataDir(context: PlanContext): Planned {
  const servers = ailingServers(context, strategy)
  if (servers.length === 0) return unfit(strategy, 'every data-dir known outlives its container')
  const mounts: {server: Server; source: string; target: string}[] = []
  for (const server of servers) {
    const target = insidePath(server)
    const name = server.compose?.service.name
    if (target === null || name === undefined) {
      return unfit(strategy, `${server.label}: neither its compose file nor the folder in the container is certain`)
    }
    mounts.push({server, target, source: `./${name}.data`})
  }
  const edited = editCompose(context, mounts.map(mountEdit))
  if (edited.steps.length === 0 || edited.failed.length > 0) {
    return unfit(strategy, edited.failed[0]?.why ?? 'the compose file says so already', byHandOf(edited))
  }
  return {
    ok: true,
    plan: sealPlan({
      strategy,
      title: 'Keep the data-dir in a folder of the host',
      risk: 'safe',
      findings: answered(context, strategy),
      stores: [],
      inputs: edited.inputs,
      steps: edited.steps,
      kept: ['The data in the container stays until the container is created anew: copy it out before, as below.'],
      lost: [],
      refusals: [],
      next: mounts.flatMap(({server, source, target}) => [
        ...stopLines([server]),
        ...(server.container
          ? [
              `docker cp ${shellQuote(`${server.container.name}:${target}`)} ${shellQuote(source)}   # in the folder of the compose file, where ${source} may not exist yet`,
            ]
          : []),
        ...startLines([server]),
      ]),
    }),
  }
}

function mountEdit({server, source, target}: {server: Server; source: string; target: string}): ServiceEdit {
  const service = server.compose?.service.name ?? ''
  return {
    server,
    title: `mount ${source} on ${target} in service "${service}"`,
    ways: [(text, name) => setBindMount(text, name, source, target)],
    effect: {
      holds: ({mounts}) => mounts.some(m => m.type === 'bind' && m.source === source && m.target === target),
      mayChange: ['mounts'],
    },
    byHand: [`volumes: ["${source}:${target}"]   # in service "${service}"`],
  }
}

/** Absolute path of the data-dir in the container; null when the image alone knows its working directory. */
function insidePath(server: Server): string | null {
  const value = readValue(server.settings)?.dataDir.value
  if (value === undefined) return null
  if (isAbsolute(value)) return value.replace(/(.)\/+$/, '$1')
  const folder = server.container?.workingDir
  return folder ? join(folder, value) : null
}
