/**
 * Labels that are computed again only when a paragraph came, went or changed its seat: words alone never change what a
 * paragraph is called (L1), and a label that did not change stays the same object.
 */
import { labels, type Label } from '../../shared/document/numbering.ts'
import type { TextKind } from '../../shared/document/schema.ts'
import type { Paragraph } from '../../shared/document/text.ts'

export type Labels = ReadonlyMap<string, Label>

/** A keeper for one text; asked for another state of it, it answers with the same map where nothing moved. */
export function labelKeeper(): (paragraphs: readonly Paragraph[], kind: TextKind) => Labels {
  let last: { readonly paragraphs: readonly Paragraph[]; readonly kind: TextKind; readonly labels: Labels } | null = null
  return (paragraphs, kind) => {
    const before = last
    const same = before !== null && before.kind === kind && sameSeats(before.paragraphs, paragraphs)
    const kept = same ? before.labels : labelled(paragraphs, kind, before?.labels)
    last = { paragraphs, kind, labels: kept }
    return kept
  }
}

function labelled(paragraphs: readonly Paragraph[], kind: TextKind, before: Labels | undefined): Labels {
  const now = labels(paragraphs, kind)
  for (const [id, label] of now) {
    const known = before?.get(id)
    if (known && JSON.stringify(known) === JSON.stringify(label)) now.set(id, known)
  }
  return now
}

function sameSeats(before: readonly Paragraph[], now: readonly Paragraph[]): boolean {
  return before.length === now.length && now.every((paragraph, index) => paragraph === before[index] || sameSeat(paragraph, before[index]))
}

function sameSeat(a: Paragraph, b: Paragraph | undefined): boolean {
  return (
    a.id === b?.id && a.kind === b.kind && a.level === b.level && a.proposal === b.proposal && a.alternativeTo === b.alternativeTo && a.movedFrom === b.movedFrom
  )
}
