import {openStorage} from './open-storage.ts'
import {readConfig} from './read-config.ts'

// Run in a Cronicle folder with a JSON list of edits, carried out in order; prints what the lists then hold. As for
// Cronicle's own tool no transactions: with them, opening the storage would roll back those of a server that runs.
const edits = JSON.parse(process.argv[2] ?? '[]') as (
  | {readonly push: string; readonly item: object}
  | {readonly update: string; readonly where: object; readonly changes: object}
  | {readonly remove: string; readonly where: object}
  | {readonly list: string}
)[]
const storage = await openStorage({...readConfig().Storage, transactions: false})
const lists: Record<string, unknown> = {}
for (const edit of edits) {
  if ('push' in edit) await storage.push(edit.push, edit.item)
  else if ('update' in edit) await storage.update(edit.update, edit.where, edit.changes)
  else if ('remove' in edit) await storage.remove(edit.remove, edit.where)
  else lists[edit.list] = (await storage.list(edit.list))?.items
}
await storage.close()
process.stdout.write(JSON.stringify(lists))
