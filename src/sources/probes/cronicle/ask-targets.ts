import type {CronicleTarget} from '../../../case/cronicle-questions.ts'
import type {NameSettings} from '../question.ts'
import {askTarget, type Budget, type Resolved, resolveTarget, type Seen} from './ask-target.ts'
import {limits} from './limits.ts'

/**
 * Asks from where this process is, all within `milliseconds`. Targets that lead to one address are asked one after
 * another: a balancer that gives every second connection to the same worker would show each of two only one worker.
 */
export async function askTargets(
  targets: readonly CronicleTarget[],
  settings: NameSettings,
  milliseconds: number,
): Promise<readonly Seen[]> {
  const end = performance.now() + milliseconds
  const budget: Budget = most => Math.max(0, Math.min(most, Math.floor(end - performance.now())))
  const bounded = targets.slice(0, limits.targets)
  const resolved = await Promise.all(bounded.map(target => resolveTarget(target, settings, budget)))
  const chains = new Map<string, Resolved[]>()
  for (const r of resolved) {
    const place = `${r.addresses[0]}:${r.target.port}`
    chains.set(place, [...(chains.get(place) ?? []), r])
  }
  const seen = await Promise.all([...chains.values()].map(chain => askInTurn(chain, budget)))
  return seen.flat()
}

async function askInTurn(chain: readonly Resolved[], budget: Budget): Promise<readonly Seen[]> {
  const seen: Seen[] = []
  for (const target of chain) {
    // Cut short, a connection that is slow would look like one that is kept away.
    if (budget(limits.tcp) < limits.tcp) break
    seen.push(
      await askTarget(
        target,
        budget,
        seen.every(s => s.hold.state !== 'read'),
      ),
    )
  }
  return seen
}
