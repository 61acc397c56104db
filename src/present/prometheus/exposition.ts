/** One time series: its labels and its value now. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** A metric with all its series. */
export interface Gauge {
  readonly name: string
  readonly help: string
  readonly samples: readonly Sample[]
}

/**
 * The text format of Prometheus, version 0.0.4. A metric without series is left out, and of equal series only the
 * first stays: node_exporter refuses a whole file over a second one.
 */
export function renderExposition(gauges: readonly Gauge[]): string {
  return gauges
    .filter(g => g.samples.length > 0)
    .flatMap(({name, help, samples}) => {
      const series = new Map<string, string>()
      for (const {labels, value} of samples) {
        const pairs = Object.entries(labels).map(labelText).join(',')
        const key = pairs === '' ? name : `${name}{${pairs}}`
        if (!series.has(key)) series.set(key, `${key} ${value}`)
      }
      return [`# HELP ${name} ${escapeHelp(help)}`, `# TYPE ${name} gauge`, ...series.values()]
    })
    .map(line => `${line}\n`)
    .join('')
}

function labelText([name, value]: readonly [string, string]): string {
  return `${name}="${escapeHelp(value).replaceAll('"', '\\"')}"`
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}
