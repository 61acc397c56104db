import {execFileSync} from 'node:child_process'
import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import axe from 'axe-core'
import {type Browser, chromium, type Page} from 'playwright-core'
import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest'
import {scratch} from '../../unpack.ts'
import {pageOfCase} from './page-of-case.ts'

/** A real browser: what a person sees, and what assistive technology is told. */
const program = findChromium()
let browser: Browser

beforeEach(context => {
  if (program === null) context.skip('no Chromium on this machine')
})
beforeAll(async () => {
  if (program !== null) browser = await chromium.launch({executablePath: program, args: ['--no-sandbox']})
}, 180_000)
afterAll(() => browser?.close())

const cases = [
  'v4.0.9-e1-1-down-up-new-id-new-ip',
  'v4.0.9-e4-2-new-ids-new-ips',
  'v4.0.9-e4-5-lost-quorum',
  'v4.0.9-e4-1-healthy-3',
] as const
const views = [1280, 400].flatMap(width => (['light', 'dark'] as const).map(scheme => [width, scheme] as const))

describe.each(cases)('%s', name => {
  test.each(views)(
    '%i pixels wide, %s: nothing overlaps, nothing is cut off, nothing is asked for',
    async (width, scheme) => {
      const {page, requests} = await open(name, width, scheme)
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
      const sections = await boxesOf(page, 'header, main > section')
      for (const [i, box] of sections.entries())
        if (i > 0) expect(box.top).toBeGreaterThanOrEqual((sections[i - 1]?.bottom ?? 0) - 1)
      const spills = await page.locator('svg g g').evaluateAll(groups =>
        groups.flatMap(group => {
          const frame = group.querySelector('rect')?.getBoundingClientRect()
          const texts = [...group.querySelectorAll('text')]
          return texts.filter(t => frame && t.getBoundingClientRect().right > frame.right).map(t => t.textContent)
        }),
      )
      expect(spills).toEqual([])
      expect(requests).toEqual([])
      await page.close()
    },
  )

  test.each(views)('%i pixels wide, %s: no accessibility violation', async (width, scheme) => {
    const {page} = await open(name, width, scheme)
    const violations = await page.evaluate(
      `${axe.source}; axe.run().then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html)]))`,
    )
    expect(violations).toEqual([])
    await page.close()
  })

  test('cause and map come before everything else, and it prints', async () => {
    const {page} = await open(name, 1280, 'light')
    expect(await page.locator('h1').isVisible()).toBe(true)
    const [map] = await boxesOf(page, 'svg')
    expect(map?.top).toBeLessThan(900)
    expect((await page.pdf()).subarray(0, 5).toString()).toBe('%PDF-')
    await page.close()
  })
})

test('the page says what would be changed', async () => {
  const {page} = await open('v4.0.9-e1-1-down-up-new-id-new-ip', 400, 'dark')
  expect(await page.locator('#plan').isVisible()).toBe(true)
  expect(await page.locator('ins').last().textContent()).toContain('--node-name=a52fb2697449')
  await page.close()
})

async function open(name: string, width: number, colorScheme: 'light' | 'dark') {
  const file = join(scratch(), 'report.html')
  writeFileSync(file, (await pageOfCase(name)).page)
  const page = await browser.newPage({viewport: {width, height: 900}, colorScheme, bypassCSP: true})
  const requests: string[] = []
  page.on('request', r => {
    if (r.url() !== `file://${file}`) requests.push(r.url())
  })
  await page.goto(`file://${file}`)
  return {page, requests}
}

function boxesOf(page: Page, selector: string): Promise<readonly {top: number; bottom: number}[]> {
  return page.locator(selector).evaluateAll(nodes =>
    nodes.map(n => {
      const {top, bottom} = n.getBoundingClientRect()
      return {top, bottom}
    }),
  )
}

function findChromium(): string | null {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    try {
      return execFileSync('sh', ['-c', `command -v ${name}`], {encoding: 'utf8'}).trim()
    } catch {}
  }
  return null
}
