/**
 * Every place of a text that is not agreed, as a list a person can work through: its paragraph's label, the rival
 * wordings, who holds it. Pure reading of the text.
 */
import { bracketsOf, proposalsOf, wordingsOf } from '../../../../shared/brackets/bracket.ts'
import type { Bracket, Wording } from '../../../../shared/brackets/bracket.ts'
import type { Label } from '../../../../shared/document/numbering.ts'
import type { ConsultationText, Paragraph } from '../../../../shared/document/text.ts'

export interface OpenPlace {
  /** Names the place while its first proposal and its paragraph stand. */
  readonly key: string
  readonly bracket: Bracket
  readonly paragraph: Paragraph
  readonly label: Label
  readonly wordings: readonly Wording[]
  /** Delegations that hold it, in the order they tabled. */
  readonly holders: readonly string[]
}

type Labels = ReadonlyMap<string, Label>

/** A reader of one text's places that reads only what changed since it was last asked: other places stay the same objects. */
export function placeReader(): (text: ConsultationText, labels: Labels) => readonly OpenPlace[] {
  let before = new Map<string, { readonly from: readonly unknown[]; readonly places: readonly OpenPlace[] }>()
  return (text, labels) => {
    const now: typeof before = new Map()
    const everywhere = paragraphsByProposal(text.paragraphs)
    for (const paragraph of text.paragraphs) {
      const proposals = proposalsIn(paragraph)
      // A proposal that also stands elsewhere, a move for instance, may be decided differently when that place changes.
      const from = [paragraph, labels.get(paragraph.id), ...proposals.flatMap((id) => [text.ledger.get(id), ...(everywhere.get(id) ?? [])])]
      const known = before.get(paragraph.id)
      const kept = known?.from.length === from.length && known.from.every((each, index) => each === from[index])
      now.set(paragraph.id, kept ? known : { from, places: placesIn(paragraph, text, labels) })
    }
    before = now
    return text.paragraphs.flatMap(({ id }) => now.get(id)?.places ?? [])
  }
}

function paragraphsByProposal(paragraphs: readonly Paragraph[]): Map<string, Paragraph[]> {
  const everywhere = new Map<string, Paragraph[]>()
  for (const paragraph of paragraphs) {
    for (const proposal of proposalsIn(paragraph)) {
      const found = everywhere.get(proposal)
      if (found) found.push(paragraph)
      else everywhere.set(proposal, [paragraph])
    }
  }
  return everywhere
}

const proposalsKnown = new WeakMap<Paragraph, readonly string[]>()

function proposalsIn(paragraph: Paragraph): readonly string[] {
  const known = proposalsKnown.get(paragraph)
  if (known) return known
  const proposals = [...new Set([...(paragraph.proposal === undefined ? [] : [paragraph.proposal]), ...paragraph.runs.flatMap(proposalsOf)])]
  proposalsKnown.set(paragraph, proposals)
  return proposals
}

/** In text order. */
export function openPlaces(text: ConsultationText, labels: Labels): OpenPlace[] {
  return text.paragraphs.flatMap((paragraph) => placesIn(paragraph, text, labels))
}

function placesIn(paragraph: Paragraph, text: ConsultationText, labels: Labels): OpenPlace[] {
  const label = labels.get(paragraph.id)
  if (label === undefined) return []
  return bracketsOf(paragraph, text.ledger).map((bracket) => placeOf(bracket, paragraph, label, text))
}

function placeOf(bracket: Bracket, paragraph: Paragraph, label: Label, text: ConsultationText): OpenPlace {
  const holders = bracket.proposals.map((id) => text.ledger.get(id)?.delegation).filter((code) => code !== undefined)
  return {
    key: `${paragraph.id} ${bracket.proposals[0] ?? ''}`,
    bracket,
    paragraph,
    label,
    wordings: wordingsOf(bracket, paragraph, text.ledger),
    holders: [...new Set(holders)],
  }
}

/** Open brackets each delegation holds, most first. */
export function heldBy(places: readonly OpenPlace[]): [code: string, count: number][] {
  const counts = new Map<string, number>()
  for (const place of places) for (const code of place.holders) counts.set(code, (counts.get(code) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
}

/** The place a selection in the text stands in, if any. */
export function placeAt(places: readonly OpenPlace[], paragraph: string | null, proposals: readonly string[]): OpenPlace | null {
  return (
    places.find((place) => place.paragraph.id === paragraph && proposals.some((id) => place.bracket.proposals.includes(id))) ?? null
  )
}

/** The paragraph a move leaves or reaches, seen from the other end; null where the proposal is no move. */
export function otherEndOfMove(text: ConsultationText, place: OpenPlace, proposal: string): Paragraph | null {
  const arrives = text.paragraphs.find((paragraph) => paragraph.proposal === proposal && paragraph.movedFrom !== undefined)
  if (arrives === undefined) return null
  if (arrives.id !== place.paragraph.id) return arrives
  return text.paragraphs.find((paragraph) => paragraph.id === arrives.movedFrom && paragraph.runs.some((run) => proposalsOf(run).includes(proposal))) ?? null
}
