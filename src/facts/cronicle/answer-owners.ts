import type {CronicleCase} from '../../case/cronicle.ts'
import type {CronicleAnswer, StatusAnswer} from '../../case/cronicle-answers.ts'
import type {Known, Quote} from './types.ts'

/** An answer to `status`, saved or given to a probe, with what is known of whom it was meant for. */
export interface StatusSeen extends Known<StatusAnswer> {
  readonly asked: string | null
  readonly way: CronicleAnswer['way']
  /** Answers that came over one way one after the other. */
  readonly series: string
  /** Local clock at receipt, seconds since 1970; null for a saved one. */
  readonly receivedAt: number | null
}

/** Every answer to `status` that was saved, and those that probes got. */
export function statusSeen(c: CronicleCase): readonly StatusSeen[] {
  const saved = c.answers.flatMap((a): readonly StatusSeen[] =>
    a.call === 'status'
      ? [
          {
            value: a.status,
            quote: quoteStatus(a.source, a.status),
            asked: a.asked,
            way: a.way,
            series: a.source,
            receivedAt: a.receivedAt,
          },
        ]
      : [],
  )
  const probed = c.probes.flatMap(p => {
    const url = `${p.target.scheme}://${p.target.host}:${p.target.port}`
    const way = p.reasons.some(r => r.as === 'balancer' || r.as === 'typed')
      ? ('balancer' as const)
      : ('direct' as const)
    return p.status.flatMap((s): readonly StatusSeen[] =>
      s.answered && s.status
        ? [
            {
              value: s.status,
              quote: quoteStatus(`${url}/api/app/status`, s.status),
              asked: p.reasons[0]?.worker ?? null,
              way,
              series: url,
              receivedAt: s.at,
            },
          ]
        : [],
    )
  })
  return [...saved, ...probed]
}

function quoteStatus(source: string, status: StatusAnswer): Quote {
  const {hostname, ip, pid, version} = status
  const parts = [
    `hostname ${hostname}`,
    ip && `ip ${ip}`,
    pid !== null && `pid ${pid}`,
    version && `version ${version}`,
  ]
  return {source, value: parts.filter(p => p).join(', ')}
}

/** Words in the name of a saved answer that mean the primary, or a worker. */
export function meansPrimary(asked: string | null): boolean {
  return asked !== null && /^(?:primary|master|manager|p\d*|leader)$/i.test(asked)
}

export function meansWorker(asked: string | null): boolean {
  return asked !== null && /^(?:workers?|slaves?|w\d*)(?:-?\d+)?$/i.test(asked)
}
