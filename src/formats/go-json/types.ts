/** A JSON value as Go's encoding/json sees it; numbers keep their text, so that 64-bit ones lose nothing. */
export type GoJson =
  | {readonly kind: 'null'}
  | {readonly kind: 'bool'; readonly value: boolean}
  | {readonly kind: 'number'; readonly text: string}
  | {readonly kind: 'string'; readonly value: string}
  | {readonly kind: 'array'; readonly items: readonly GoJson[]}
  | {readonly kind: 'object'; readonly members: readonly {readonly key: string; readonly value: GoJson}[]}
