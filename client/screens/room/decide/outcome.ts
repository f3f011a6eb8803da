/**
 * What a decision would do, so that the facilitator reads it before the gavel falls. Pure, and computed by the same
 * functions that the server decides with (D2 to D6).
 */
import { accept, applyResolution, proposalsOfBracket, reject } from '../../../../shared/brackets/resolve.ts'
import { seenOfParagraph, seenOfProposal } from '../../../../shared/brackets/seen.ts'
import { sameRuns } from '../../../../shared/document/text.ts'
import type { ConsultationText, Paragraph, ProposalState } from '../../../../shared/document/text.ts'
import type { Decision } from '../../../../shared/wire/http.ts'

/** A decision on a bracket, before it is asked for. */
export type BracketAct =
  | { readonly act: 'accept'; readonly proposal: string; readonly paragraph: string }
  | { readonly act: 'reject'; readonly proposal: string; readonly paragraph: string }
  | { readonly act: 'keepOriginal'; readonly proposal: string; readonly paragraph: string }
  | { readonly act: 'withdraw'; readonly proposal: string; readonly paragraph: string }

export interface Outcome {
  /** Other proposals it closes, in the order they were tabled. */
  readonly closes: readonly { readonly proposal: string; readonly delegation: string; readonly state: ProposalState }[]
  /** Paragraphs it changes: as they would read, or null when they go. */
  readonly changes: readonly { readonly before: Paragraph; readonly after: Paragraph | null }[]
}

export function outcomeOf(text: ConsultationText, act: BracketAct): Outcome {
  const resolved = resolve(text, act)
  const own = act.act === 'keepOriginal' ? null : act.proposal
  const closes = [...resolved.closed]
    .filter(([proposal]) => proposal !== own)
    .map(([proposal, state]) => ({ proposal, state, delegation: text.ledger.get(proposal)?.delegation ?? '' }))
    .sort((a, b) => (text.ledger.get(a.proposal)?.order ?? 0) - (text.ledger.get(b.proposal)?.order ?? 0))
  const after = new Map(applyResolution(text.paragraphs, resolved).map((paragraph) => [paragraph.id, paragraph]))
  const changes = text.paragraphs
    .map((before) => ({ before, after: after.get(before.id) ?? null }))
    .filter(({ before, after: now }) => now === null || now.proposal !== before.proposal || !sameRuns(before.runs, now.runs))
  return { closes, changes }
}

function resolve(text: ConsultationText, act: BracketAct) {
  switch (act.act) {
    case 'accept':
      return accept(text.paragraphs, text.ledger, act.proposal)
    case 'reject':
      return reject(text.paragraphs, text.ledger, [act.proposal])
    case 'withdraw':
      return reject(text.paragraphs, text.ledger, [act.proposal], 'withdrawn')
    case 'keepOriginal': {
      const paragraph = text.paragraphs.find((each) => each.id === act.paragraph)
      const proposals = paragraph === undefined ? [] : proposalsOfBracket(paragraph, text.ledger, act.proposal)
      return reject(text.paragraphs, text.ledger, proposals)
    }
  }
}

/** The command, with what this screen showed when it was asked for (D9). */
export function decisionOf(text: ConsultationText, act: BracketAct): Decision {
  switch (act.act) {
    case 'withdraw':
      return { act: 'withdraw', proposal: act.proposal }
    case 'accept':
    case 'reject':
      return { act: act.act, proposal: act.proposal, seen: seenOfProposal(text.paragraphs, act.proposal) }
    case 'keepOriginal':
      return { act: 'keepOriginal', paragraph: act.paragraph, proposal: act.proposal, seen: seenOfParagraph(text.paragraphs, act.paragraph) }
  }
}
