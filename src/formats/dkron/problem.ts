/** Why a value could not be had. Decoders of this folder give this instead of throwing, whatever the bytes. */
export interface Problem {
  readonly problem: string
}

export function isProblem(value: object): value is Problem {
  return 'problem' in value
}

/** The message of anything thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
