const strict = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true})

/**
 * Text of bytes as Go reads it: every byte that begins no valid sequence becomes one U+FFFD (unicode/utf8
 * `DecodeRune`), where TextDecoder makes one of a whole cut-off sequence.
 */
export function decodeUtf8(bytes: Uint8Array): string {
  const whole = tryDecode(bytes)
  if (whole !== null) return whole
  let text = ''
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes[at] ?? 0)
    const one = at + length <= bytes.length ? tryDecode(bytes.subarray(at, at + length)) : null
    text += one ?? '\ufffd'
    at += one === null ? 1 : length
  }
  return text
}

function tryDecode(bytes: Uint8Array): string | null {
  try {
    return strict.decode(bytes)
  } catch {
    return null
  }
}

/** By the lead byte; 1 for those that lead nothing, which then fail by themselves. */
function sequenceLength(lead: number): number {
  if (lead >= 0xf0) return 4
  if (lead >= 0xe0) return 3
  return lead >= 0xc0 ? 2 : 1
}
