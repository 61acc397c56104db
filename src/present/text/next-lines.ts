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
