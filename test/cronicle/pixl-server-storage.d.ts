/** The part of pixl-server-storage 3.2.8 that is used here; the package brings no types. */
declare module 'pixl-server-storage/standalone.js' {
  export interface ListHeader {
    page_size: number
    first_page: number
    last_page: number
    length: number
    type: 'list'
  }

  export default class StandaloneStorage {
    constructor(settings: object, ready: (error?: Error) => void)
    put(key: string, value: object, done: (error: Error | null) => void): void
    listCreate(key: string, options: object, done: (error: Error | null) => void): void
    listGet(
      key: string,
      from: number,
      count: number,
      done: (e: Error | null, items: never[], list: ListHeader) => void,
    ): void
    listFind(key: string, criteria: object, done: (error: Error | null, item: unknown) => void): void
    listPush(key: string, item: object, done: (error: Error | null) => void): void
    listUnshift(key: string, item: object, done: (error: Error | null) => void): void
    listFindDelete(key: string, criteria: object, done: (error: Error | null) => void): void
    listFindUpdate(key: string, criteria: object, changes: object, done: (error: Error | null) => void): void
    enqueue(task: (task: object, done: (error?: Error | null) => void) => void): void
    shutdown(done: () => void): void
  }
}
