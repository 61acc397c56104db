import type {Place} from '../../case/case.ts'
import type {CronicleConfig, CronicleValue, CronicleVariable} from '../../case/cronicle.ts'
import type {SettingPath} from './known-settings.ts'
import {settingOfVariable, valueOfVariable} from './override.ts'

/** Where a value comes from. */
export type Origin =
  | {readonly kind: 'config'; readonly place: Place}
  | {readonly kind: 'environment'; readonly name: string}
  | {readonly kind: 'default'}

export interface Effective {
  readonly value: CronicleValue
  readonly from: Origin
}

/**
 * A setting as the server sees it: the environment overrides config.json (pixl-server, applyConfigOverrides). null when
 * neither names it, which for Cronicle is the same as empty.
 */
export function settingOf(
  path: SettingPath,
  config: CronicleConfig | null,
  environment: readonly CronicleVariable[],
): Effective | null {
  const variable = environment.findLast(v => settingOfVariable(v.name) === path)
  if (variable) {
    return {value: valueOfVariable(variable.value), from: {kind: 'environment', name: variable.name}}
  }
  const written = config?.settings.find(s => s.path === path)
  return written ? {value: written.value, from: {kind: 'config', place: written.place}} : null
}

/** Mark of the secret key in force, with its origin; null when none is known. */
export function secretOf(
  config: CronicleConfig | null,
  environment: readonly CronicleVariable[],
): {readonly mark: string; readonly from: Origin} | null {
  const variable = environment.findLast(v => v.secret && settingOfVariable(v.name) === 'secret_key')
  if (variable) return {mark: variable.value, from: {kind: 'environment', name: variable.name}}
  const written = config?.secretKey
  return written ? {mark: written.mark, from: {kind: 'config', place: written.place}} : null
}
