import {now} from '../clock.ts'
import type {Server} from '../server.ts'
import {version} from '../version.ts'
import {type Answer, uncached} from './calls.ts'

export function status({identity, started, lastTick}: Server): Answer {
  const at = now()
  const body = {
    code: 0,
    version,
    node: process.version,
    ...identity,
    pid: process.pid,
    now: at,
    uptime: Math.floor(at - started),
    last_tick: lastTick,
    tick_age: at - lastTick,
    cpu: process.cpuUsage(),
    mem: process.memoryUsage(),
  }
  return {headers: uncached, body}
}
