/**
 * The text as it stood at a moment of the record (R3): the entries up to there, applied to an empty document. Read for
 * whoever compares two moments; nobody judges or changes what is read here.
 *
 * What it costs: where the newest snapshot is not later than the moment, the entries after it; else all entries from the
 * first: 100,000 of one typed letter each take about 1.3 seconds and what the store takes to read them. Three things
 * bound it: moments that were asked for lately are kept, one text is rebuilt at a time, and between two pages, at most
 * some 150 milliseconds apart, the server does what else there is to do.
 */
import { setImmediate } from 'node:timers/promises'
import * as Y from 'yjs'
import type { ConsultationText } from '../../shared/document/text.ts'
import type { RecordStore } from '../store/store.ts'
import { LiveText } from './liveText.ts'
import { pageOfEntries } from './recordedText.ts'

type Readable = Pick<RecordStore, 'latest' | 'loadSnapshot' | 'entries'>

/** Of one consultation: a reader compares two, and a few read at once. Each is as large as the text. */
const mostMoments = 6
const mostConsultations = 12

export class PastTexts {
  readonly #store: Readable
  /** Those asked for last come last. */
  readonly #kept = new Map<string, Map<number, Promise<ConsultationText>>>()
  #rebuilding: Promise<unknown> = Promise.resolve()

  constructor(store: Readable) {
    this.#store = store
  }

  /** Right after entry `seq`; null when the record has no such entry. */
  async at(consultation: string, seq: number): Promise<ConsultationText | null> {
    const [last] = await this.#store.latest(consultation, seq + 1, 1)
    if (last?.seq !== seq) return null
    const moments = this.#kept.get(consultation) ?? new Map<number, Promise<ConsultationText>>()
    const text = moments.get(seq) ?? this.#inTurn(() => rebuilt(this.#store, consultation, seq))
    keepLatest(this.#kept, consultation, moments, mostConsultations)
    keepLatest(moments, seq, text, mostMoments)
    try {
      return await text
    } catch (error) {
      if (moments.get(seq) === text) moments.delete(seq)
      throw error
    }
  }

  #inTurn<T>(rebuild: () => Promise<T>): Promise<T> {
    const turn = this.#rebuilding.then(rebuild)
    this.#rebuilding = turn.catch(() => undefined)
    return turn
  }
}

function keepLatest<K, V>(kept: Map<K, V>, key: K, value: V, most: number): void {
  kept.delete(key)
  kept.set(key, value)
  for (const oldest of kept.keys()) {
    if (kept.size <= most) return
    kept.delete(oldest)
  }
}

async function rebuilt(store: Readable, consultation: string, seq: number): Promise<ConsultationText> {
  const snapshot = await store.loadSnapshot(consultation)
  const doc = new Y.Doc()
  let last = 0
  if (snapshot && snapshot.seq <= seq) {
    Y.applyUpdate(doc, snapshot.state)
    last = snapshot.seq
  }
  while (last < seq) {
    const page = await store.entries(consultation, last, Math.min(pageOfEntries, seq - last))
    const end = page.at(-1)
    if (!end) throw new Error(`The record of consultation ${consultation} ends before entry ${seq}.`)
    doc.transact(() => {
      for (const { update } of page) if (update.byteLength > 0) Y.applyUpdate(doc, update)
    })
    last = end.seq
    await setImmediate()
  }
  const text = new LiveText(doc).text()
  doc.destroy()
  return text
}

/** The last entry that was not later than this time, found by halving; 0 when there is none. Entries stand in the order of time (R1). */
export async function lastEntryUntil(store: Readable, consultation: string, time: number): Promise<number> {
  const [newest] = await store.latest(consultation, Number.MAX_SAFE_INTEGER, 1)
  let [known, beyond] = [0, (newest?.seq ?? 0) + 1]
  while (beyond - known > 1) {
    const middle = Math.floor((known + beyond) / 2)
    const [entry] = await store.latest(consultation, middle + 1, 1)
    if (entry && entry.at <= time) known = middle
    else beyond = middle
  }
  return known
}
