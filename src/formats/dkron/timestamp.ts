import type {StoredNullableTime, StoredTimestamp} from './proto/messages.ts'

/** 0001-01-01T00:00:00Z in Unix seconds: Go's zero time, which Dkron stores as `finished_at` of what still runs. */
const zeroTimeSeconds = -62_135_596_800n
const lastSecond = 253_402_300_799n

/** What Go makes of a timestamp that was not sent (timestamppb `AsTime` of nil). */
export const epoch: StoredTimestamp = {seconds: 0n, nanos: 0}

/** Negative when `a` is earlier than `b`. Nanoseconds beyond a second are carried over, as Go does. */
export function compareTimestamps(a: StoredTimestamp, b: StoredTimestamp): number {
  const difference = nanosecondsOf(a) - nanosecondsOf(b)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** Nanoseconds since 1970, unbounded. */
function nanosecondsOf(time: StoredTimestamp): bigint {
  return time.seconds * 1_000_000_000n + BigInt(time.nanos)
}

/** Go's `Time.UnixNano()`: the same as an int64, which wraps for years before 1678 and after 2262. */
export function unixNano(time: StoredTimestamp): bigint {
  return BigInt.asIntN(64, nanosecondsOf(time))
}

/** No end is stored: not sent, the epoch it then becomes, or Go's zero time. */
export function isUnfinished(finishedAt: StoredTimestamp | null): boolean {
  return finishedAt === null || nanosecondsOf(finishedAt) <= 0n
}

/** The time, when there is one. */
export function timeOf(nullable: StoredNullableTime | null): StoredTimestamp | null {
  return nullable?.has_value ? (nullable.time ?? epoch) : null
}

/**
 * RFC 3339 in UTC with up to nine decimals, trailing zeros dropped, as Go's time.Time is written in JSON;
 * null outside the years 1 to 9999, which no reader of that format takes.
 */
export function formatTimestamp(time: StoredTimestamp): string | null {
  const total = nanosecondsOf(time)
  const nanos = ((total % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n
  const seconds = (total - nanos) / 1_000_000_000n
  if (seconds < zeroTimeSeconds || seconds > lastSecond) return null
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, 19)
  const fraction = nanos.toString().padStart(9, '0').replace(/0+$/, '')
  return fraction === '' ? `${whole}Z` : `${whole}.${fraction}Z`
}
