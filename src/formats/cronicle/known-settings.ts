/**
 * Settings of config.json that a diagnosis uses, by their path as pixl-config writes one. Whatever else stands in the
 * file (mail passwords, web hooks, the keys of a storage engine) is never taken over.
 */
export const knownSettings = [
  'hostname',
  'ip',
  'base_app_url',
  'config_overrides_file',
  'custom_live_log_socket_url',
  'dead_job_timeout',
  'debug_level',
  'log_columns',
  'log_dir',
  'log_filename',
  'master',
  'master_ping_freq',
  'master_ping_timeout',
  'max_clock_drift',
  'pid_file',
  'queue_dir',
  'remote_server_auth_window',
  'remote_server_port',
  'server_comm_use_hostnames',
  'socket_io_transports',
  'udp_broadcast_port',
  'web_direct_connect',
  'web_socket_use_hostnames',
  'Storage/engine',
  'Storage/engine_path',
  'Storage/list_page_size',
  'Storage/lower_case_keys',
  'Storage/transactions',
  'Storage/trans_dir',
  'Storage/Filesystem/base_dir',
  'Storage/Filesystem/key_namespaces',
  'Storage/Filesystem/key_prefix',
  'Storage/Filesystem/key_template',
  'Storage/Filesystem/raw_file_paths',
  'Storage/Hybrid/docEngine',
  'WebServer/http_bind_address',
  'WebServer/http_port',
  'WebServer/https',
  'WebServer/https_force',
  'WebServer/https_port',
] as const

export type SettingPath = (typeof knownSettings)[number]

/** The setting that servers of one cluster share; only its mark is ever kept. */
export const secretSetting = 'secret_key'

export function isKnownSetting(path: string): path is SettingPath {
  return (knownSettings as readonly string[]).includes(path)
}
