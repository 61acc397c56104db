import {type Problem, reasonOf} from './problem.ts'

/**
 * JSON.parse with every integer of 16 digits or more kept exactly, as a string of its digits: an execution's `group`
 * counts nanoseconds and does not fit a double. Other numbers stay numbers.
 *
 * JSON.parse itself cannot do it on the releases of Node we support (no reviver sees a number's source text there),
 * and parsers written in JavaScript build long strings character by character: 4 MB of job output cost 600 MB with
 * them. So long digit runs outside strings are quoted first.
 */
export function parseExactJson(text: string): {readonly value: unknown} | Problem {
  try {
    return {value: JSON.parse(quoteLongIntegers(text))}
  } catch (error) {
    return {problem: reasonOf(error)}
  }
}

/** Small tokens only: a pattern that took a whole string with its escapes would run out of stack on a long one. */
const quoteOrEscapeOrInteger = /"|\\.|(?<![.\deE+-])-?\d{16,}(?![\d.eE])/gs

function quoteLongIntegers(text: string): string {
  let inString = false
  return text.replace(quoteOrEscapeOrInteger, token => {
    if (token === '"') inString = !inString
    return inString || token === '"' || token.startsWith('\\') ? token : `"${token}"`
  })
}
