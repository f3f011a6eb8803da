/**
 * What every engine asks of a commit or snapshot before it writes: that it continues the record it is offered to
 * (R1) and takes no client id from its owner (G1). The engines only differ in how they find the facts.
 */
import type { Head } from './record.ts'
import { storableText } from './record.ts'
import { BoundElsewhere, OutOfSequence } from './store.ts'
import type { KeptWord, RecordEntry, Snapshot } from './store.ts'

/** Throws `OutOfSequence` unless each entry follows the one before, the first of them following `head`, by number and by hash. */
export function assertFollows(consultation: string, head: Head, entries: readonly RecordEntry[]): void {
  let last = head
  for (const entry of entries) {
    const follows = entry.consultation === consultation && entry.seq === last.seq + 1 && entry.previousHash === last.hash
    if (!follows) throw new OutOfSequence(consultation, entry.seq)
    last = entry
  }
}

/** Throws `OutOfSequence` when a snapshot claims to contain entries that are not stored. */
export function assertContained(consultation: string, head: Head, snapshot: Snapshot): void {
  if (snapshot.seq > head.seq) throw new OutOfSequence(consultation, snapshot.seq)
}

/** Throws `BoundElsewhere` when `owner`, the participant a client id is bound to, is not the one it is offered for. */
export function assertOwner(consultation: string, client: number, owner: string | undefined, participant: string): void {
  if (owner !== undefined && owner !== participant) throw new BoundElsewhere(consultation, client)
}

/** Kept words as every engine can hold them. */
export function storableWord(word: KeptWord): KeptWord {
  return {
    ...word,
    reason: storableText(word.reason),
    paragraph: storableText(word.paragraph),
    label: storableText(word.label),
    words: storableText(word.words),
  }
}
