import {execFileSync} from 'node:child_process'

/**
 * Runs every command once a round, in turn, so that a busy machine is as unfair to one as to another; the first round
 * only warms the page cache. `after` puts back what a command changes. Gives for each the medians of wall time (ms) and CPU time (ms) and the largest RSS (MB).
 */
export function measure(meter, commands, rounds) {
  const runs = new Map(commands.map(({name}) => [name, []]))
  for (let round = 0; round <= rounds; round++) {
    for (const {name, argv, exits = [0], after = () => {}} of commands) {
      const run = JSON.parse(execFileSync(meter, ['measure', ...argv], {encoding: 'utf8'}))
      if (!exits.includes(run.exit)) throw new Error(`${argv.join(' ')} ended with exit code ${run.exit}`)
      after()
      if (round > 0) runs.get(name).push(run)
    }
  }
  return Object.fromEntries([...runs].map(([name, list]) => [name, summary(list)]))
}

function summary(runs) {
  const wallMs = median(runs.map(r => r.wallMs))
  return {wallMs, cpuMs: median(runs.map(r => r.cpuMs)), rssMB: Math.max(...runs.map(r => r.rssMB)), runs: runs.length}
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
