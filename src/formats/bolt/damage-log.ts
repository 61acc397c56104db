import type {Damage} from './types.ts'

/** Collects damages: the same one once, and of each code only the first few, so that a ruined file stays readable. */
export interface DamageLog {
  add(damage: Damage): void
  /** In the order met; codes with more damages than kept end with one that tells how many more. */
  list(): readonly Damage[]
}

/** A log that keeps `perCode` damages of each code. */
export function createDamageLog(perCode = 20): DamageLog {
  const kept: Damage[] = []
  const seen = new Set<string>()
  const counts = new Map<string, number>()
  const last = new Map<string, Damage>()
  return {
    add(damage) {
      const count = counts.get(damage.code) ?? 0
      if (count < perCode) {
        const key = `${damage.code} ${damage.page} ${damage.message}`
        if (seen.has(key)) return
        seen.add(key)
        kept.push(damage)
      }
      counts.set(damage.code, count + 1)
      last.set(damage.code, damage)
    },
    list() {
      const surplus: Damage[] = []
      for (const [code, count] of counts) {
        if (count <= perCode) continue
        const sample = last.get(code) as Damage
        surplus.push({...sample, page: null, message: `${count - perCode} more of this kind`})
      }
      return [...kept, ...surplus]
    },
  }
}
