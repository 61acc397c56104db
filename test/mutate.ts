import fc from 'fast-check'

interface Change {
  readonly at: number
  readonly kind: 'flip' | 'set' | 'cut' | 'insert' | 'double' | 'drop'
  readonly byte: number
}

const changes = fc.array(
  fc.record<Change>({
    at: fc.nat(),
    kind: fc.constantFrom('flip', 'set', 'cut', 'insert', 'double', 'drop'),
    byte: fc.oneof(fc.nat(255), fc.constantFrom(...Buffer.from('"{}[],:;#\n \\0-9'))),
  }),
  {minLength: 1, maxLength: 6},
)

/** Genuine texts with bytes changed, cut, doubled and put in. */
export function mutatedTexts(originals: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...originals), changes)
    .map(([text, list]) => list.reduce(apply, Buffer.from(text)).toString('utf8'))
}

function apply(bytes: Buffer, {at, kind, byte}: Change): Buffer {
  if (bytes.length === 0) return Buffer.from([byte])
  const position = at % bytes.length
  const [before, after] = [bytes.subarray(0, position), bytes.subarray(position)]
  switch (kind) {
    case 'cut':
      return Buffer.from(before)
    case 'insert':
      return Buffer.concat([before, Buffer.from([byte]), after])
    case 'double':
      return Buffer.concat([bytes, after])
    case 'drop':
      return Buffer.concat([before, after.subarray(1 + (byte % 40))])
    default: {
      const changed = Buffer.from(bytes)
      changed[position] = kind === 'set' ? byte : (changed[position] ?? 0) ^ (1 << (byte % 8))
      return changed
    }
  }
}
