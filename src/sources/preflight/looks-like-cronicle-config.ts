import {readSmallFile} from '../data-dir/read-small-file.ts'

/** Keys at the top of Cronicle's sample; a config.json of another program has not two of them. */
const keys = ['base_app_url', 'secret_key', 'Storage', 'WebServer', 'master_ping_freq', 'server_comm_use_hostnames']

/** Whether a config.json is one of Cronicle, broken or not. */
export function looksLikeCronicleConfig(path: string): boolean {
  const got = readSmallFile(path)
  if (!('bytes' in got) || got.bytes.length > 1024 * 1024) return false
  const text = Buffer.from(got.bytes).toString('utf8')
  return keys.filter(key => text.includes(`"${key}"`)).length >= 2
}
