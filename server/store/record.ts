/**
 * The hash chain of the record (R1): how an entry is hashed, how the next entries are made from the last, and
 * how a chain is checked. It knows nothing of where entries are stored or what their updates mean.
 */
import { createHash } from 'node:crypto'
import type { RecordEntry } from './store.ts'

/** Where a chain stands: its last entry. */
export interface Head {
  readonly seq: number
  readonly hash: string
}

/** An act on its way to the record: everything but its place in the chain. */
export type Act = Omit<RecordEntry, 'seq' | 'previousHash' | 'hash'>

/** What the first entry names as the hash before it. */
export const genesisHash = '0'.repeat(64)

/** A chain without entries. */
export const genesis: Head = { seq: 0, hash: genesisHash }

/**
 * Hex SHA-256 over every field of an entry but its own hash. Each field is written as its length in bytes (four
 * bytes, big end first) and then its bytes, text in UTF-8 and numbers in decimal, so no two entries share an encoding.
 */
export function entryHash(entry: Omit<RecordEntry, 'hash'>): string {
  const hash = createHash('sha256')
  const fields = [
    'Ad Ref record 1',
    entry.consultation,
    String(entry.seq),
    String(entry.at),
    entry.act,
    entry.participant,
    entry.delegation,
    entry.detail,
    entry.summary,
    entry.update,
    entry.previousHash,
  ]
  for (const field of fields) {
    const bytes = typeof field === 'string' ? Buffer.from(field, 'utf8') : field
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.byteLength)
    hash.update(length).update(bytes)
  }
  return hash.digest('hex')
}

/**
 * The entries that continue a chain from `head`, one per act, in order (R1). Their texts are made storable first,
 * so what was hashed is what every engine gives back.
 */
export function chain(head: Head, acts: readonly Act[]): RecordEntry[] {
  const entries: RecordEntry[] = []
  let last = head
  for (const act of acts) {
    const unhashed = {
      ...act,
      detail: storableText(act.detail),
      summary: storableText(act.summary),
      seq: last.seq + 1,
      previousHash: last.hash,
    }
    const entry = { ...unhashed, hash: entryHash(unhashed) }
    entries.push(entry)
    last = entry
  }
  return entries
}

/** `gap`: an entry is missing or out of place. `link`: it does not name the one before. `content`: it is not what was hashed. */
export type ChainFault = 'gap' | 'link' | 'content'

export type ChainCheck =
  | { readonly ok: true; readonly head: Head }
  | { readonly ok: false; readonly seq: number; readonly fault: ChainFault }

/** Whether `entries` continue the chain from `from` (R1); otherwise the first place where they do not. */
export function checkChain(entries: Iterable<RecordEntry>, from: Head): ChainCheck {
  let head = from
  for (const entry of entries) {
    const seq = head.seq + 1
    if (entry.seq !== seq) return { ok: false, seq, fault: 'gap' }
    if (entry.previousHash !== head.hash) return { ok: false, seq, fault: 'link' }
    if (entry.hash !== entryHash(entry)) return { ok: false, seq, fault: 'content' }
    head = entry
  }
  return { ok: true, head: { seq: head.seq, hash: head.hash } }
}

/**
 * Text that survives every engine unchanged: PostgreSQL cannot hold U+0000 and UTF-8 cannot hold half a surrogate
 * pair, so each becomes U+FFFD.
 */
export function storableText(text: string): string {
  return text.replaceAll('\0', '\uFFFD').replace(/\p{Surrogate}/gu, '\uFFFD')
}
