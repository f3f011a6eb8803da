/**
 * The copy of a text on this device (IndexedDB), one per participant and consultation, so that a closed tab or a cut
 * line loses nothing. Where the browser offers no storage the room works without it and says so.
 */
import { IndexeddbPersistence } from 'y-indexeddb'
import type * as Y from 'yjs'

export interface LocalCopy {
  /** True once what was kept is in the document; false when this browser keeps nothing. */
  readonly loaded: Promise<boolean>
  /** Whether this is the origin of a transaction that loads the copy. */
  isOrigin(origin: unknown): boolean
  /** Stops keeping. */
  close(): Promise<void>
  /** Stops keeping and forgets what was kept. */
  forget(): Promise<void>
}

/** How long to wait for the browser before going on without a copy. */
const patienceMilliseconds = 4000

export function keepLocalCopy(name: string, doc: Y.Doc): LocalCopy {
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), patienceMilliseconds))
  const kept = Promise.race([usable(), late]).then((ok) => (ok ? new IndexeddbPersistence(name, doc) : null))
  return {
    loaded: kept.then((persistence) => (persistence ? Promise.race([persistence.whenSynced, late]) : null)).then((loaded) => loaded !== null),
    isOrigin: (origin) => origin instanceof IndexeddbPersistence,
    close: async () => (await kept)?.destroy(),
    // Emptied rather than deleted: another tab of the same person may hold the database open.
    forget: async () => {
      const persistence = await kept
      if (persistence) await empty(persistence)
    },
  }
}

/** Private windows of some browsers have IndexedDB and refuse to open it. */
function usable(): Promise<boolean> {
  if (typeof indexedDB === 'undefined') return Promise.resolve(false)
  return new Promise((resolve) => {
    const request = indexedDB.open('adref-probe')
    request.onsuccess = () => {
      request.result.close()
      resolve(true)
    }
    request.onerror = () => resolve(false)
  })
}

async function empty(persistence: IndexeddbPersistence): Promise<void> {
  const { db } = persistence
  if (db) {
    await new Promise<void>((resolve, reject) => {
      const transaction = db.transaction(['updates'], 'readwrite')
      transaction.objectStore('updates').clear()
      transaction.oncomplete = () => resolve()
      transaction.onerror = () => reject(transaction.error ?? new Error('The local copy could not be emptied.'))
    })
  }
  await persistence.destroy()
}
