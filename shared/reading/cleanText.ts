/**
 * A text without its brackets (V1, V2): as it was before anything was proposed, or as one delegation would have it. Both
 * are decisions that nobody took, made by the same function as those that are taken (resolve.ts), so that what is read
 * and what is decided cannot differ. Pure reading; nothing here changes a text.
 */
import { orderIn, proposalsOf } from '../brackets/bracket.ts'
import { applyResolution, reject, resolution } from '../brackets/resolve.ts'
import type { ConsultationText, Ledger, Paragraph, ProposalState } from '../document/text.ts'

/** V1: every proposal rejected. */
export function asOriginal(text: ConsultationText): ConsultationText {
  const { paragraphs, ledger } = text
  return { ...text, paragraphs: applyResolution(paragraphs, reject(paragraphs, ledger, standingIn(paragraphs))) }
}

/** V2: every proposal of this delegation accepted, every other one rejected. */
export function asProposedBy(text: ConsultationText, delegation: string): ConsultationText {
  const { ledger } = text
  const isIts = (id: string) => ledger.get(id)?.delegation === delegation
  // The others go first, so that none of them is a rival any more; what this delegation wrote inside theirs goes with them.
  const others = standingIn(text.paragraphs).filter((id) => !isIts(id))
  const own = applyResolution(text.paragraphs, reject(text.paragraphs, ledger, others))
  const accepted = applyResolution(own, acceptTogether(own, ledger))
  return { ...text, paragraphs: accepted.filter(({ runs }) => runs.length > 0) }
}

/** Every proposal that stands in the text; those too that the ledger does not know yet. */
function standingIn(paragraphs: readonly Paragraph[]): string[] {
  const standing = new Set<string>()
  for (const { proposal, runs } of paragraphs) {
    if (proposal !== undefined) standing.add(proposal)
    for (const run of runs) for (const id of proposalsOf(run)) standing.add(id)
  }
  return [...standing]
}

/**
 * What one delegation wrote in one place does not rule itself out, as rivals would (D3): it struck a word here and wrote
 * one there. Only of several alternatives to one paragraph the first tabled holds, for one paragraph has one place.
 */
function acceptTogether(paragraphs: readonly Paragraph[], ledger: Ledger) {
  const order = orderIn(ledger)
  const decided = new Map<string, ProposalState>()
  const replaced = new Set<string>()
  for (const id of standingIn(paragraphs).sort((a, b) => order(a) - order(b))) {
    const target = paragraphs.find(({ proposal }) => proposal === id)?.alternativeTo
    decided.set(id, target !== undefined && replaced.has(target) ? 'notRetained' : 'accepted')
    if (target !== undefined) replaced.add(target)
  }
  return resolution(paragraphs, ledger, decided)
}
