import type {RenderReport} from './report-view.ts'

/** What a report is rendered in besides text, which every command lays out in its own way. Loaded when used. */
const renderers = {
  short: async () => (await import('./short/render-short.ts')).renderShort,
  json: async () => (await import('./json.ts')).renderJson,
  ndjson: async () => (await import('./ndjson/render-ndjson.ts')).renderNdjson,
  junit: async () => (await import('./junit/render-junit.ts')).renderJunit,
  sarif: async () => (await import('./sarif/render-sarif.ts')).renderSarif,
  github: async () => (await import('./github/render-github.ts')).renderGithub,
  html: async () => (await import('./html/render-report-page.ts')).renderReportPage,
  prometheus: async () => (await import('./prometheus/render-prometheus.ts')).renderPrometheus,
} satisfies Record<string, () => Promise<RenderReport>>

export type Format = 'text' | keyof typeof renderers

export const formats: readonly Format[] = ['text', ...(Object.keys(renderers) as (keyof typeof renderers)[])]

export const isFormat = (name: string): name is Format => formats.some(f => f === name)

export function loadRenderer(format: Exclude<Format, 'text'>): Promise<RenderReport> {
  return renderers[format]()
}
