import StandaloneStorage, {type ListHeader} from 'pixl-server-storage/standalone.js'

export interface List<T> {
  readonly items: readonly T[]
  readonly header: ListHeader
}

/** Cronicle's storage, through the library that Cronicle itself uses: what it writes is the genuine layout. */
export interface Storage {
  put(key: string, value: object): Promise<void>
  create(list: string, options?: object): Promise<void>
  /** Undefined when there is no such list. @param count 0 for all that follow `from`. */
  list<T>(key: string, from?: number, count?: number): Promise<List<T> | undefined>
  find<T>(list: string, criteria: object): Promise<T | undefined>
  push(list: string, item: object): Promise<void>
  /** Puts it at the head of the list when there is time; `close` waits for it. */
  unshiftLater(list: string, item: object): void
  remove(list: string, criteria: object): Promise<void>
  update(list: string, criteria: object, changes: object): Promise<void>
  close(): Promise<void>
}

// The path is asked for when a transaction that was cut off is rolled back.
const silent = {path: '', get: () => '', set: () => {}, debug: () => {}, error: () => {}, transaction: () => {}}

/** @param settings `Storage` of config.json. A relative `base_dir` is one of the working directory. */
export async function openStorage(settings: object): Promise<Storage> {
  const storage = await new Promise<StandaloneStorage>((resolve, reject) => {
    const opened = new StandaloneStorage({...settings, logger: silent}, error =>
      error ? reject(error) : resolve(opened),
    )
  })
  const written = (run: (done: (error: Error | null) => void) => void) =>
    new Promise<void>((resolve, reject) => run(error => (error ? reject(error) : resolve())))
  return {
    put: (key, value) => written(done => storage.put(key, value, done)),
    create: (list, options = {}) => written(done => storage.listCreate(list, options, done)),
    push: (list, item) => written(done => storage.listPush(list, item, done)),
    unshiftLater: (list, item) => storage.enqueue((_, done) => storage.listUnshift(list, item, done)),
    remove: (list, criteria) => written(done => storage.listFindDelete(list, criteria, done)),
    update: (list, criteria, changes) => written(done => storage.listFindUpdate(list, criteria, changes, done)),
    list: <T>(key: string, from = 0, count = 0) =>
      new Promise<List<T> | undefined>(resolve => {
        storage.listGet(key, from, count, (error, items, header) => resolve(error ? undefined : {items, header}))
      }),
    find: <T>(list: string, criteria: object) =>
      new Promise<T | undefined>(resolve => {
        storage.listFind(list, criteria, (error, item) => resolve(error ? undefined : (item as T | undefined)))
      }),
    close: () => new Promise(resolve => storage.shutdown(resolve)),
  }
}
