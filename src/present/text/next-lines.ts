import type {Page} from './page.ts'

/** Lines that begin with a program, a change of folder or a piece of settings are to be copied as they are. */
const toCopy = /^(cd|docker|docker-compose|doctor|curl|networks:|volumes:) (?!run:)/

/** What a person does next: sentences wrapped, text to copy on lines of its own. */
export function printNextLines(page: Page, lines: readonly string[]): void {
  for (const line of lines) {
    if (toCopy.test(line)) page.command(line, 4)
    else page.paragraph(line, {indent: 2, lead: page.pen.mark.bullet})
  }
}

/** One step as a bullet; a command in it that would be wrapped stands on a line of its own, to be copied. */
export function printStep(page: Page, step: string): void {
  const lead = page.pen.mark.bullet
  const [, says = '', command] = /^([^:]+:) (doctor .*)$/.exec(step) ?? []
  const isWhole = command === undefined || page.fits(step, 4)
  page.paragraph(isWhole ? step : says, {indent: 2, lead})
  if (!isWhole) page.command(command, 4)
}
