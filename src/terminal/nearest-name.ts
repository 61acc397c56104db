/** The name closest to a mistyped one, or null when none is close: at most a third of the letters differ. */
export function nearestName(typed: string, names: readonly string[]): string | null {
  const wanted = typed.toLowerCase()
  let best: {name: string; distance: number} | null = null
  for (const name of names) {
    const distance =
      name.toLowerCase().includes(wanted) && wanted.length >= 4 ? 1 : editDistance(wanted, name.toLowerCase())
    if (best === null || distance < best.distance) best = {name, distance}
  }
  if (best === null) return null
  return best.distance <= Math.max(1, Math.ceil(Math.max(typed.length, best.name.length) / 3)) ? best.name : null
}

/** Letters to insert, remove or replace (Levenshtein), and neighbours swapped counted once. */
export function editDistance(a: string, b: string): number {
  let twoBack: number[] = []
  let previous = Array.from({length: b.length + 1}, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1
      let cost = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + change)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (twoBack[j - 2] ?? 0) + 1)
      row.push(cost)
    }
    twoBack = previous
    previous = row
  }
  return previous[b.length] ?? 0
}
