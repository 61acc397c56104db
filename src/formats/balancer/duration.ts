const units: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  M: 2_592_000_000,
  y: 31_536_000_000,
}

/**
 * A time such as `500ms`, `1h 30m` or `60` in milliseconds; null when it is none. A bare number counts seconds in
 * nginx and milliseconds in haproxy.
 */
export function parseDuration(text: string, bare: 's' | 'ms'): number | null {
  const parts = text.match(/\d+(?:us|ms|[smhdwMy])?/g)
  if (parts === null || parts.join('') !== text.replace(/\s+/g, '')) return null
  return parts.reduce((sum, part) => {
    const [, number = '0', unit = bare] = /^(\d+)(\D*)$/.exec(part) ?? []
    return sum + Number(number) * (units[unit === '' ? bare : unit] ?? 0)
  }, 0)
}
