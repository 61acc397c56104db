import type {Case} from './case.ts'

/** What was read of two schedulers of one host, as one case; what both of them read stands in it once. */
export function joinCases(dkron: Case, cronicle: Case): Case {
  const ids = new Set(dkron.containers.map(k => k.id))
  const files = new Set(dkron.compose.map(f => f.file))
  const said = new Set(dkron.unread.map(u => `${u.where}\n${u.reason}`))
  return {
    ...dkron,
    containers: [...dkron.containers, ...cronicle.containers.filter(k => !ids.has(k.id))],
    compose: [...dkron.compose, ...cronicle.compose.filter(f => !files.has(f.file))],
    ...(cronicle.cronicle && {cronicle: cronicle.cronicle}),
    unread: [...dkron.unread, ...cronicle.unread.filter(u => !said.has(`${u.where}\n${u.reason}`))],
  }
}
