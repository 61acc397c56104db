import type {Paint, Pen, Style} from './style.ts'
import {penFor} from './style.ts'
import {displayWidth, printable, wrap} from './wrap.ts'

/** How a paragraph stands on the page, in columns. */
interface Place {
  /** Of every line. */
  readonly indent?: number
  /** Put before the first line; later lines stand under the text after it. */
  readonly lead?: string
  readonly paint?: Paint
  readonly paintLead?: Paint
}

const asIs: Paint = text => text

/** Collects lines no wider than the style allows; whatever comes from outside is made printable first. */
export class Page {
  readonly pen: Pen
  readonly #style: Style
  readonly #lines: string[] = []

  constructor(style: Style) {
    this.#style = style
    this.pen = penFor(style)
  }

  heading(text: string): void {
    this.blank()
    this.#lines.push(this.pen.bold(this.#printable(text)))
  }

  /** Wrapped text; words longer than a line are kept whole. */
  paragraph(text: string, place: Place = {}): void {
    const {indent = 0, lead = '', paint = asIs, paintLead = asIs} = place
    const hang = lead === '' ? 0 : displayWidth(lead) + 1
    const width = Math.max(20, this.#style.columns - indent - hang)
    wrap(this.#printable(text), width).forEach((line, i) => {
      const before = lead === '' ? '' : i === 0 ? `${paintLead(lead)} ` : ' '.repeat(hang)
      this.#lines.push(`${' '.repeat(indent)}${before}${paint(line)}`)
    })
  }

  /** Whether a text stands on one line, that far from the margin. */
  fits(text: string, indent: number): boolean {
    return displayWidth(text) + indent <= this.#style.columns
  }

  /** A command to copy: never wrapped, its own line breaks kept. */
  command(text: string, indent = 2): void {
    for (const line of text.split('\n'))
      this.#lines.push(`${' '.repeat(indent)}${this.pen.command(printable(line, true))}`)
  }

  /** A line laid out by the caller, e.g. of a table. */
  line(text: string): void {
    this.#lines.push(text.trimEnd())
  }

  blank(): void {
    if (this.#lines.length > 0 && this.#lines.at(-1) !== '') this.#lines.push('')
  }

  /** Rows of cells set under one another; the last column is not padded. */
  rows(
    rows: readonly (readonly string[])[],
    indent = 2,
    paint: (cell: string, column: number, row: number) => string = asIs,
  ): void {
    const cells = rows.map(row => row.map(cell => this.#printable(cell)))
    const widths: number[] = []
    for (const row of cells)
      row.forEach((cell, i) => {
        widths[i] = Math.max(widths[i] ?? 0, displayWidth(cell))
      })
    cells.forEach((row, r) => {
      const padded = row.map((cell, i) => paint(cell, i, r) + ' '.repeat((widths[i] ?? 0) - displayWidth(cell)))
      this.line(' '.repeat(indent) + padded.join('  '))
    })
  }

  toString(): string {
    return `${this.#lines.join('\n').trimEnd()}\n`
  }

  #printable(text: string): string {
    return printable(text, this.#style.unicode)
  }
}
