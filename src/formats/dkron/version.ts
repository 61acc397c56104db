import type {DkronVersion} from './types.ts'

/**
 * The release a text names: `4.0.9`, `v3.2.7`, `Dkron 4.0.9`, `dkron/dkron:3.2.7-beta1` (pre-release text is
 * dropped). Null for `devel`, for tags without a patch number (`4`, `3.2` float from release to release) and for
 * anything else that names no release.
 */
export function parseVersion(text: string): DkronVersion | null {
  const m = /(?:^|[\s:/v])(\d{1,2})\.(\d{1,3})\.(\d{1,3})(?=$|[-+_\s@])/i.exec(text.trim())
  if (m === null) return null
  return {major: Number(m[1]), minor: Number(m[2]), patch: Number(m[3])}
}

/**
 * The release an image reference names by its tag, null for `latest`, no tag, or a digest alone.
 * The host of a registry may itself hold dots and a port, so only what follows the last `/` counts.
 */
export function versionOfImage(image: string): DkronVersion | null {
  const name = image.slice(image.lastIndexOf('/', atSign(image)) + 1, atSign(image))
  const colon = name.indexOf(':')
  return colon === -1 ? null : parseVersion(name.slice(colon + 1))
}

function atSign(image: string): number {
  const at = image.indexOf('@')
  return at === -1 ? image.length : at
}

/** Negative when `a` is older than `b`, positive when newer, 0 when equal. */
export function compareVersions(a: DkronVersion, b: DkronVersion): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch
}

/** Whether `version` is `least` (e.g. `3.1.2`) or newer. A `least` that names no release is a mistake of the caller. */
export function atLeast(version: DkronVersion, least: `${number}.${number}.${number}`): boolean {
  const [major = 0, minor = 0, patch = 0] = least.split('.').map(Number)
  return compareVersions(version, {major, minor, patch}) >= 0
}
