import {readU32, readU64} from '../u64.ts'

/** Seconds from 0001-01-01T00:00:00Z, where Go's clock starts, to 1970-01-01T00:00:00Z. */
const unixEpoch = 62_135_596_800n
const billion = 1_000_000_000n

/** `problem` when the bytes are no time; `nanoseconds` null for Go's zero time and for a fraction above a second. */
export type DecodedTime = {readonly problem: string} | {readonly nanoseconds: bigint | null}

/**
 * The body of a time in a log entry, Unix nanoseconds. Told apart by length: 15 or 16 bytes are Go's binary form
 * (time.Time.MarshalBinary: version, i64 seconds since year 1, i32 nanoseconds, zone), 4, 8 and 12 those of the
 * msgpack timestamp (u32 seconds; 30 bits of nanoseconds and 34 of seconds; u32 nanoseconds and i64 seconds).
 */
export function decodeTime(body: Uint8Array): DecodedTime {
  switch (body.length) {
    case 4:
      return time(BigInt(readU32(body, 0)) + unixEpoch, 0n)
    case 8: {
      const packed = BigInt(readU64(body, 0))
      return time((packed & 0x3_ffff_ffffn) + unixEpoch, packed >> 34n)
    }
    case 12:
      return time(signed64(body, 4) + unixEpoch, BigInt(readU32(body, 0)))
    case 15:
    case 16: {
      const version = body[0] as number
      if (version !== body.length - 14) return {problem: `time of version ${version} with ${body.length} bytes`}
      return time(signed64(body, 1), BigInt(readU32(body, 9)))
    }
    default:
      return {problem: `time of ${body.length} bytes`}
  }
}

/** Go's binary form of a time in UTC, 15 bytes; null becomes Go's zero time. */
export function encodeTime(nanoseconds: bigint | null): Uint8Array {
  const body = new Uint8Array(15)
  const view = new DataView(body.buffer)
  body[0] = 1
  if (nanoseconds !== null) {
    const rest = ((nanoseconds % billion) + billion) % billion
    view.setBigInt64(1, (nanoseconds - rest) / billion + unixEpoch)
    view.setInt32(9, Number(rest))
  }
  // Zone -1 minutes is Go's mark for UTC.
  view.setInt16(13, -1)
  return body
}

/** RFC 3339 in UTC with as many decimals as needed, like Go's RFC3339Nano; null for years beyond four digits. */
export function formatTime(nanoseconds: bigint): string | null {
  const rest = ((nanoseconds % billion) + billion) % billion
  const seconds = (nanoseconds - rest) / billion
  if (seconds < -unixEpoch || seconds >= 253_402_300_800n) return null
  const decimals = rest === 0n ? '' : `.${rest.toString().padStart(9, '0').replace(/0+$/, '')}`
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}${decimals}Z`
}

function time(secondsSinceYearOne: bigint, nanos: bigint): DecodedTime {
  const isZero = secondsSinceYearOne === 0n && nanos === 0n
  return {nanoseconds: isZero || nanos >= billion ? null : (secondsSinceYearOne - unixEpoch) * billion + nanos}
}

function signed64(body: Uint8Array, at: number): bigint {
  return BigInt.asIntN(64, BigInt(readU64(body, at)))
}
