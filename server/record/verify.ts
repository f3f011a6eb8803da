/**
 * Verification of a record (R1, R3): every hash and number is checked, every update replayed from the first, and the text
 * this gives compared with the text a room would load. It trusts nothing but the entries, and changes nothing.
 * What no chain can show is an end that was cut off with the snapshots that knew of it: for that, compare the head's hash
 * with one noted earlier.
 */
import * as Y from 'yjs'
import { readText } from '../../shared/document/ydoc.ts'
import { checkChain, genesis } from '../store/record.ts'
import type { ChainFault, Head } from '../store/record.ts'
import type { RecordEntry, RecordStore, Snapshot } from '../store/store.ts'
import { textDigest } from './digest.ts'

/**
 * `update`: an entry's update cannot be applied to what came before. `cutOff`: the snapshot contains entries that the
 * record does not. `snapshot`: it cannot be read. `text`: what a room would load is not what the record gives.
 */
export type RecordFault = ChainFault | 'update' | 'cutOff' | 'snapshot' | 'text'

export interface VerifyReport {
  readonly consultation: string
  /** Sound entries; all there are when there is no fault, else those before it. */
  readonly entries: number
  readonly decisions: number
  /** Times of the first and the last sound entry, milliseconds since 1970 UTC; null when there is none. */
  readonly first: number | null
  readonly last: number | null
  /** The last sound entry. */
  readonly head: Head
  /** `textDigest` of the text the record gives; null when a fault kept it from being rebuilt. */
  readonly text: string | null
  /** The first fault, with the entry where it shows. A fault of the record itself comes before one of a snapshot. */
  readonly fault: FaultAt | null
}

interface FaultAt {
  readonly seq: number
  readonly fault: RecordFault
}

/** How many entries are in memory at a time. */
const pageSize = 500

export async function verifyRecord(store: RecordStore, consultation: string): Promise<VerifyReport> {
  // Before the entries: a room at work may save a later one while they are read, and that is no fault.
  const snapshot = await store.loadSnapshot(consultation)
  const replayed = new Y.Doc()
  // What a room would load: the snapshot, then the entries after it.
  const loaded = new Y.Doc()
  let loading: FaultAt | null = snapshot === null || apply(loaded, snapshot.state) ? null : { seq: snapshot.seq, fault: 'snapshot' }

  let head = genesis
  let decisions = 0
  let first: number | null = null
  let last: number | null = null
  const report = (text: string | null, fault: FaultAt | null): VerifyReport => ({
    consultation,
    entries: head.seq,
    decisions,
    first,
    last,
    head,
    text,
    fault,
  })

  for (;;) {
    const page = await store.entries(consultation, head.seq, pageSize)
    if (page.length === 0) break
    for (const entry of page) {
      const link = checkChain([entry], head)
      if (!link.ok) return report(null, { seq: link.seq, fault: link.fault })
      if (!apply(replayed, entry.update)) return report(null, { seq: entry.seq, fault: 'update' })
      if (loading === null && isLater(entry, snapshot) && !apply(loaded, entry.update)) loading = { seq: entry.seq, fault: 'snapshot' }
      head = link.head
      first ??= entry.at
      last = entry.at
      if (entry.act === 'decision') decisions += 1
    }
  }

  const text = textDigest(readText(replayed))
  if (snapshot === null) return report(text, null)
  if (snapshot.seq > head.seq) return report(text, { seq: head.seq + 1, fault: 'cutOff' })
  if (loading !== null) return report(text, loading)
  const same = textDigest(readText(loaded)) === text && sameState(loaded, replayed)
  return report(text, same ? null : { seq: snapshot.seq, fault: 'text' })
}

function isLater(entry: RecordEntry, snapshot: Snapshot | null): boolean {
  return snapshot === null || entry.seq > snapshot.seq
}

/** False when the update is not one, or builds on something the document does not hold. */
function apply(doc: Y.Doc, update: Uint8Array): boolean {
  if (update.byteLength === 0) return true
  try {
    Y.applyUpdate(doc, update)
  } catch {
    // Yjs throws whatever its decoder stumbled over; that it stumbled is all there is to know.
    return false
  }
  return doc.store.pendingStructs === null && doc.store.pendingDs === null
}

/** Whether both documents hold the same edits, seen or since deleted: otherwise later edits would fit only one of them. */
function sameState(a: Y.Doc, b: Y.Doc): boolean {
  return Buffer.compare(Y.encodeStateVector(a), Y.encodeStateVector(b)) === 0
}
