/** Bounds of what one run asks of a Cronicle cluster. Times in milliseconds. */
export const limits = {
  /** HTTP requests to one target: status on connections of their own, then the handshake with its upgrade. */
  status: 4,
  handshake: 4,
  /** Targets of one round; of all rounds together. */
  targets: 12,
  all: 10_000,
  /** With less left no further request begins: a slow answer would look like none. */
  tooLittle: 1000,
  /** A SYN that got lost is sent again after a second (RFC 6298). */
  tcp: 1500,
  request: 2500,
  /** How long an upgraded connection is held: what is cut later is an idle time-out, which never meets a real one. */
  hold: 2300,
  /** Bytes of a body that are read. */
  body: 64 * 1024,
} as const
