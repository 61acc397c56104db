import type {Question} from './question.ts'

/** What several parts of the case name is asked once, for all of their reasons. */
export function mergeQuestions(questions: readonly Question[]): readonly Question[] {
  const merged = new Map<string, Question>()
  for (const question of questions) {
    const {host, tcp, udp, why} = question
    const key = JSON.stringify([host, tcp, udp])
    const known = merged.get(key)?.why ?? []
    const more = why.filter(w => !known.some(k => k.role === w.role && k.of === w.of))
    merged.set(key, {...question, why: [...known, ...more]})
  }
  return [...merged.values()]
}

/** The questions, without the ports that earlier ones asked of the same host. */
export function withoutAsked(questions: readonly Question[], asked: readonly Question[]): readonly Question[] {
  return questions.flatMap(question => {
    const before = asked.filter(q => q.host === question.host)
    const tcp = question.tcp.filter(port => !before.some(q => q.tcp.includes(port)))
    const udp = question.udp.filter(port => !before.some(q => q.udp.includes(port)))
    return tcp.length + udp.length === 0 ? [] : [{...question, tcp, udp}]
  })
}
