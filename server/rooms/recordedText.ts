/**
 * The text as the record has it: read when a room opens and, while the store cannot write and no room can open, read for
 * those who only look (R5). What is read here is judged and changed by nobody.
 */
import * as Y from 'yjs'
import { genesis, type Head } from '../store/record.ts'
import type { RecordStore } from '../store/store.ts'
import { LiveText } from './liveText.ts'

/** Entries read at a time. */
export const pageOfEntries = 1_000

type Readable = Pick<RecordStore, 'latest' | 'loadSnapshot' | 'entries'>

export interface Recorded {
  readonly doc: Y.Doc
  readonly head: Head
  readonly snapshotSeq: number
}

/** The newest snapshot and the entries after it (R3). */
export async function readRecord(store: Readable, consultation: string): Promise<Recorded> {
  const [last] = await store.latest(consultation, Number.MAX_SAFE_INTEGER, 1)
  const snapshot = await store.loadSnapshot(consultation)
  const doc = new Y.Doc()
  if (snapshot) Y.applyUpdate(doc, snapshot.state)
  const head = { seq: snapshot?.seq ?? 0, hash: last && snapshot?.seq === last.seq ? last.hash : genesis.hash }
  return { doc, head: await readOn(store, consultation, doc, head), snapshotSeq: snapshot?.seq ?? 0 }
}

/** Applies what the record has after `head`; answers the new head. */
async function readOn(store: Readable, consultation: string, doc: Y.Doc, head: Head): Promise<Head> {
  let last = head
  for (;;) {
    const page = await store.entries(consultation, last.seq, pageOfEntries)
    // As one transaction: what Yjs does at the end of each would take longer than the updates themselves.
    doc.transact(() => {
      for (const { update } of page) if (update.byteLength > 0) Y.applyUpdate(doc, update)
    })
    const end = page.at(-1)
    if (end) last = { seq: end.seq, hash: end.hash }
    if (page.length < pageOfEntries) return last
  }
}

/** Texts kept for readers while no room can open. Another server may write them meanwhile, so each answer reads on. */
export class RecordedTexts {
  readonly #store: Readable
  readonly #texts = new Map<string, Promise<Recorded>>()

  constructor(store: Readable) {
    this.#store = store
  }

  /** Null when the record knows no such consultation. */
  async of(consultation: string): Promise<LiveText | null> {
    const before = this.#texts.get(consultation)
    // Answers wait for each other, so that no two read on from one place at once.
    const reading = before === undefined ? readRecord(this.#store, consultation) : before.then((recorded) => this.#current(consultation, recorded))
    this.#texts.set(consultation, reading)
    try {
      const { doc, head } = await reading
      if (head.seq > 0) return new LiveText(doc)
      this.forget(consultation)
      return null
    } catch (error) {
      this.forget(consultation)
      throw error
    }
  }

  /** A room has opened: readers are answered by it. */
  forget(consultation: string): void {
    this.#texts.delete(consultation)
  }

  async #current(consultation: string, { doc, head, snapshotSeq }: Recorded): Promise<Recorded> {
    return { doc, head: await readOn(this.#store, consultation, doc, head), snapshotSeq }
  }
}

/**
 * What a copy with this state lacks. Null when the copy holds words that are not recorded: it must not hear what was
 * decided meanwhile before the server has heard it, for words in a paragraph that has gone would vanish from it.
 */
export function missingFrom(doc: Y.Doc, stateVector: Uint8Array): Uint8Array | null {
  const recorded = Y.decodeStateVector(Y.encodeStateVector(doc))
  for (const [client, clock] of Y.decodeStateVector(stateVector)) if (clock > (recorded.get(client) ?? 0)) return null
  return Y.encodeStateAsUpdate(doc, stateVector)
}
