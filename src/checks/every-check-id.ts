/** Ids of all commands' checks. Loaded only when settings name some of them: start-up time counts. */
export async function everyCheckId(): Promise<readonly string[]> {
  return (await import('./index.ts')).checks.map(c => c.id)
}
