import {isAbsolute, join} from 'node:path'
import type {CronicleConfig, CronicleVariable} from '../../case/cronicle.ts'
import {settingOf} from '../../formats/cronicle/effective-settings.ts'
import type {SettingPath} from '../../formats/cronicle/known-settings.ts'
import type {FilesystemLayout} from '../../formats/cronicle/storage-file.ts'

/** Where a server keeps what, by its settings. */
export interface ServerLayout {
  /** null when the records are not plain files; `engine` names what holds them. */
  readonly storage: FilesystemLayout | null
  readonly engine: string
  /** Paths of the logs of the server itself and of its errors; null where the name holds more than the component. */
  readonly logs: readonly string[] | null
  readonly columns: readonly string[] | undefined
}

/**
 * @param root folder that relative paths start from: Cronicle changes into it (lib/main.js)
 * @param locate where a folder of the settings lies, for a copy that was taken elsewhere
 */
export function layoutOf(
  config: CronicleConfig | null,
  environment: readonly CronicleVariable[],
  root: string,
  locate: (path: string) => string,
): ServerLayout {
  const text = (path: SettingPath): string => {
    const value = settingOf(path, config, environment)?.value
    return value === undefined || value === null || value === false ? '' : String(value)
  }
  const folder = (path: SettingPath, usual: string): string => {
    const given = text(path) || usual
    return locate(isAbsolute(given) ? given : join(root, given)).replace(/\/$/, '')
  }
  const named = text('Storage/engine') || 'Filesystem'
  const engine = named === 'Hybrid' ? `Hybrid/${text('Storage/Hybrid/docEngine')}` : named
  const plain = (engine === 'Filesystem' || engine === 'Hybrid/Filesystem') && text('Storage/engine_path') === ''
  const prefix = text('Storage/Filesystem/key_prefix').replace(/^\//, '')
  const logDir = folder('log_dir', 'logs')
  const pattern = text('log_filename') || '[component].log'
  const names = ['Cronicle', 'Error'].map(component => pattern.replaceAll('[component]', component))
  return {
    storage: plain
      ? {
          baseDir: folder('Storage/Filesystem/base_dir', 'data'),
          // Without its configuration: as Cronicle's sample has it.
          keyNamespaces: config === null || isOn(text('Storage/Filesystem/key_namespaces')),
          keyPrefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`,
          keyTemplate: text('Storage/Filesystem/key_template').replace(/^\//, '').replace(/\/$/, ''),
          rawFilePaths: isOn(text('Storage/Filesystem/raw_file_paths')),
        }
      : null,
    engine: text('Storage/engine_path') === '' ? engine : `${engine} (${text('Storage/engine_path')})`,
    logs: names.some(n => n.includes('[')) ? null : [...new Set(names)].map(n => join(logDir, n)),
    columns: columnsIn(text('log_columns')),
  }
}

function isOn(text: string): boolean {
  return text !== '' && text !== '0'
}

function columnsIn(json: string): readonly string[] | undefined {
  if (json === '') return undefined
  try {
    const value: unknown = JSON.parse(json)
    return Array.isArray(value) && value.every(v => typeof v === 'string') ? value : undefined
  } catch {
    return undefined
  }
}
