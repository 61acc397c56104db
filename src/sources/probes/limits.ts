/** Bounds of what one run asks of the network. Times in milliseconds. */
export const limits = {
  /** Servers that ask from their own namespace: each costs a process of its own. */
  vantages: 5,
  /** Hosts asked from one vantage; in all vantages together. */
  questions: 24,
  questionsInAll: 96,
  /** Addresses that are dialled of one name; others are noted and left alone. */
  addressesOfName: 4,
  /** Questions under way at once from one vantage. */
  parallel: 16,
  /** A SYN that got lost is sent again after a second (RFC 6298), so one loss is no verdict. */
  tcp: 1200,
  /** An answer of memberlist takes a round trip; silence says nothing however long one waits. */
  udp: 400,
  name: 900,
  /** All questions put to one vantage at once; what is not answered by then was not tried. */
  asking: 2300,
  /** Beyond it, for a process in a container's namespace to start and to hand over what it has. */
  handingOver: 500,
  /** Bytes of a line between that process and this one. */
  line: 512 * 1024,
  /** Bytes that are read of a hosts file or resolv.conf. */
  settingsFile: 256 * 1024,
} as const
