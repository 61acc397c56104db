/** Release 1 was written in Python, everything since in Go: they differ in names, labels and options alike. */
export function composeGeneration(version: string): 1 | 2 | null {
  const major = Number(/^v?(\d+)\./.exec(version)?.[1])
  return Number.isInteger(major) && major > 0 ? (major === 1 ? 1 : 2) : null
}
