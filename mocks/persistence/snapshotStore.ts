/** One snapshot, with a number beside it that changes whenever it does. */
export interface SnapshotStore {
  /** 0: nothing is stored. */
  revision(): Promise<number>
  read(): Promise<unknown>
  write(revision: number, snapshot: unknown): Promise<void>
}

const TABLE = 'backend'
const REVISION = 'revision'
const SNAPSHOT = 'snapshot'

/** Keeps the snapshot in IndexedDB. Whoever writes holds a lock: two writers would mix. */
export function createSnapshotStore(factory: IDBFactory, name: string): SnapshotStore {
  let connection: Promise<IDBDatabase> | undefined
  const forget = () => {
    connection = undefined
  }

  function open(): Promise<IDBDatabase> {
    return new Promise((resolve, reject) => {
      const request = factory.open(name, 1)
      request.onupgradeneeded = () => {
        request.result.createObjectStore(TABLE)
      }
      request.onsuccess = () => {
        const database = request.result
        // Closed by the browser, when site data is cleared, say: the next use opens it anew.
        database.onclose = forget
        database.onversionchange = () => {
          database.close()
          forget()
        }
        resolve(database)
      }
      request.onerror = () => {
        forget()
        reject(failure(request.error))
      }
    })
  }

  async function table(mode: IDBTransactionMode): Promise<IDBObjectStore> {
    const database = await (connection ??= open())
    return database.transaction(TABLE, mode).objectStore(TABLE)
  }

  return {
    async revision() {
      const stored: unknown = await result((await table('readonly')).get(REVISION))
      return typeof stored === 'number' ? stored : 0
    },
    async read() {
      return result((await table('readonly')).get(SNAPSHOT))
    },
    async write(revision, snapshot) {
      const objects = await table('readwrite')
      objects.put(snapshot, SNAPSHOT)
      objects.put(revision, REVISION)
      await done(objects.transaction)
    },
  }
}

function result(request: IDBRequest<unknown>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      resolve(request.result)
    }
    request.onerror = () => {
      reject(failure(request.error))
    }
  })
}

function done(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => {
      resolve()
    }
    transaction.onabort = () => {
      reject(failure(transaction.error))
    }
  })
}

function failure(cause: unknown): Error {
  return new Error('Failed to reach the stored state of the mock.', { cause })
}
