/** Marks, as `markSecret` makes them, of keys that are none: only marks ever get into a case. */

/** Of an empty text. */
export const emptySecretMark = 'scrypt:5e4828eb30'

/** Of `CHANGE_ME`, the key of Cronicle's sample_conf/config.json. */
export const sampleSecretMark = 'scrypt:72e721c32f'
