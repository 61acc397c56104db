import {isObject, listOf, numberOf, parseJson} from '../json-shape.ts'

/** Header of a list (pixl-server-storage list.js): its pages are the records `KEY/FIRST` … `KEY/LAST`. */
export interface ListHeader {
  readonly pageSize: number
  /** Negative after an unshift that needed a new page. */
  readonly firstPage: number
  readonly lastPage: number
  readonly length: number
}

export type Decoded<T> = {readonly value: T} | {readonly problem: string}

/** More pages than any cluster's list of servers has; a damaged header must not make us look for millions. */
const mostPages = 2000

export function decodeListHeader(text: string): Decoded<ListHeader> {
  const parsed = parseJson(text)
  if ('reason' in parsed) return {problem: `is no JSON: ${parsed.reason}`}
  if (!isObject(parsed.value)) return {problem: 'is no list header'}
  const {page_size, first_page, last_page, length, type} = parsed.value
  if (type !== 'list') return {problem: `has type ${JSON.stringify(type) ?? 'none'}, not "list"`}
  const header = {
    pageSize: wholeNumber(page_size),
    firstPage: wholeNumber(first_page),
    lastPage: wholeNumber(last_page),
    length: wholeNumber(length),
  }
  const {pageSize, firstPage, lastPage} = header
  if (pageSize === null || firstPage === null || lastPage === null || header.length === null) {
    return {problem: 'misses one of page_size, first_page, last_page and length'}
  }
  if (lastPage < firstPage) return {problem: `has last_page ${lastPage} before first_page ${firstPage}`}
  if (lastPage - firstPage >= mostPages) return {problem: `claims ${lastPage - firstPage + 1} pages`}
  return {value: {pageSize, firstPage, lastPage, length: header.length}}
}

/** Items of one page, of whatever shape. */
export function decodeListPage(text: string): Decoded<readonly unknown[]> {
  const parsed = parseJson(text)
  if ('reason' in parsed) return {problem: `is no JSON: ${parsed.reason}`}
  if (!isObject(parsed.value) || !Array.isArray(parsed.value.items)) return {problem: 'is no list page'}
  return {value: listOf(parsed.value.items)}
}

function wholeNumber(value: unknown): number | null {
  const number = numberOf(value)
  return number !== null && Number.isSafeInteger(number) ? number : null
}
