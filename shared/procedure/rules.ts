/**
 * The rules of procedure as one question: may this participant do this, now? (P1 to P8, D7, D8, T1 to T5.) Pure: it sees
 * the text as data and answers with the rule that refuses. The gate asks before admitting an edit (G6), the room
 * before a decision, the screens before offering a button.
 */
import { bracketsOf } from '../brackets/bracket.ts'
import { isEmpty, standsIn } from '../brackets/resolve.ts'
import type { ConsultationText, Paragraph, Stage, Stance, Tier } from '../document/text.ts'
import type { Standing } from './roles.ts'

export type Act =
  | { readonly act: 'propose' }
  | { readonly act: 'openConsultation' }
  | { readonly act: 'drawDocument' }
  | { readonly act: 'accept'; readonly proposal: string }
  | { readonly act: 'reject'; readonly proposal: string }
  | { readonly act: 'keepOriginal'; readonly paragraph: string; readonly proposal: string }
  | { readonly act: 'withdraw'; readonly proposal: string }
  | { readonly act: 'agree'; readonly paragraph: string }
  | { readonly act: 'reopen'; readonly paragraph: string; readonly reason: string }
  | { readonly act: 'stage'; readonly stage: Stage }
  | { readonly act: 'position'; readonly proposal: string; readonly stance: Stance | null; readonly reason?: string | undefined; readonly group?: string | undefined }
  | { readonly act: 'describe'; readonly proposal: string; readonly group?: string | undefined }

export const procedureReasons = [
  'observer',
  'secretariat',
  'stageClosed',
  'notFacilitator',
  'notAuthor',
  'notSecretariat',
  'compilation',
  'unknownProposal',
  'closedProposal',
  'unknownParagraph',
  'proposedParagraph',
  'openBracket',
  'alreadyAgreed',
  'notAgreed',
  'agreed',
  'nothingToAccept',
  'reservation',
  'sameStage',
  'noPositions',
  'ownProposal',
  'notSpeaker',
  'noReason',
] as const
export type ProcedureReason = (typeof procedureReasons)[number]

export type Verdict = { readonly ok: true } | { readonly ok: false; readonly rule: string; readonly reason: ProcedureReason }

const allowed: Verdict = { ok: true }
const refused = (rule: string, reason: ProcedureReason): Verdict => ({ ok: false, rule, reason })

export function isAgreed(tier: Tier | undefined): boolean {
  return tier !== undefined && tier !== 'open'
}

/** What `standing` may do to `text` now. Membership (P1) is settled before: without it there is no standing. */
export function may(standing: Standing, act: Act, text: ConsultationText): Verdict {
  const { role, code } = standing.delegation
  switch (act.act) {
    case 'propose':
      return mayPropose(standing, text.meta.stage)
    case 'openConsultation':
    case 'drawDocument':
      return role === 'secretariat' ? allowed : refused('P8', 'notSecretariat')
    case 'withdraw': {
      const proposal = text.ledger.get(act.proposal)
      if (!proposal) return refused('P6', 'unknownProposal')
      if (proposal.delegation !== code) return refused('P6', 'notAuthor')
      return proposal.state === 'open' ? allowed : refused('D10', 'closedProposal')
    }
    case 'position':
      return mayTakePosition(standing, act, text)
    case 'describe': {
      const proposal = text.ledger.get(act.proposal)
      if (!proposal) return refused('T5', 'unknownProposal')
      if (proposal.delegation !== code) return refused('T5', 'notAuthor')
      if (proposal.state !== 'open') return refused('D10', 'closedProposal')
      return act.group === undefined || standing.speaksFor.includes(act.group) ? allowed : refused('T3', 'notSpeaker')
    }
    case 'stage':
      if (role !== 'facilitator') return refused('P5', 'notFacilitator')
      return act.stage === text.meta.stage ? refused('P5', 'sameStage') : allowed
    case 'reopen': {
      if (role !== 'facilitator') return refused('P5', 'notFacilitator')
      if (!paragraphOf(text, act.paragraph)) return refused('D8', 'unknownParagraph')
      return isAgreed(text.status.get(act.paragraph)?.tier) ? allowed : refused('D8', 'notAgreed')
    }
    case 'agree': {
      if (role !== 'facilitator') return refused('P5', 'notFacilitator')
      if (text.meta.stage === 'compilation') return refused('P7', 'compilation')
      return mayBeAgreed(text, act.paragraph)
    }
    case 'accept':
    case 'reject':
    case 'keepOriginal': {
      if (role !== 'facilitator') return refused('P5', 'notFacilitator')
      if (text.meta.stage === 'compilation') return refused('P7', 'compilation')
      const proposal = text.ledger.get(act.proposal)
      if (!proposal) return refused('D1', 'unknownProposal')
      if (proposal.state !== 'open') return refused('D10', 'closedProposal')
      return act.act === 'accept' ? mayBeAccepted(text, act.proposal) : allowed
    }
  }
}

/** T1 to T4. */
function mayTakePosition({ delegation, speaksFor }: Standing, act: Extract<Act, { act: 'position' }>, text: ConsultationText): Verdict {
  if (delegation.role !== 'delegation') return refused('T4', 'noPositions')
  if (text.meta.stage === 'closed') return refused('P4', 'stageClosed')
  const proposal = text.ledger.get(act.proposal)
  if (!proposal) return refused('T1', 'unknownProposal')
  if (proposal.state !== 'open') return refused('D10', 'closedProposal')
  if (act.group !== undefined && !speaksFor.includes(act.group)) return refused('T3', 'notSpeaker')
  if ((act.group ?? delegation.code) === (proposal.group ?? proposal.delegation)) return refused('T2', 'ownProposal')
  if (act.group === undefined && delegation.code === proposal.delegation) return refused('T2', 'ownProposal')
  return act.stance === 'reserve' && (act.reason ?? '').trim() === '' ? refused('T1', 'noReason') : allowed
}

/** G6: P2, P3, P4. Asked on every edit, so it needs no more of the text than its stage. */
export function mayPropose(standing: Standing, stage: Stage): Verdict {
  const { role } = standing.delegation
  if (role === 'secretariat') return refused('P2', 'secretariat')
  if (role === 'observer' && standing.observerPolicy !== 'mayPropose') return refused('P3', 'observer')
  return stage === 'closed' ? refused('P4', 'stageClosed') : allowed
}

/** D7. */
function mayBeAgreed(text: ConsultationText, id: string): Verdict {
  const paragraph = paragraphOf(text, id)
  if (!paragraph) return refused('D7', 'unknownParagraph')
  if (paragraph.proposal !== undefined) return refused('D7', 'proposedParagraph')
  if (isAgreed(text.status.get(id)?.tier)) return refused('D7', 'alreadyAgreed')
  const hasAlternative = text.paragraphs.some((other) => other.alternativeTo === id && other.proposal !== undefined)
  return hasAlternative || bracketsOf(paragraph, text.ledger).length > 0 ? refused('D7', 'openBracket') : allowed
}

/** D2: there must be something to accept, and it must not replace agreed text (G4). */
function mayBeAccepted(text: ConsultationText, proposal: string): Verdict {
  const stands = text.paragraphs.filter((paragraph) => standsIn(paragraph, proposal))
  const proposed = stands.filter((paragraph) => paragraph.proposal === proposal)
  if (proposed.some(isEmpty)) return refused('D2', 'nothingToAccept')
  if (proposed.some((p) => p.alternativeTo !== undefined && isAgreed(text.status.get(p.alternativeTo)?.tier))) return refused('G4', 'agreed')
  const changesWords = stands.some(
    (p) => p.proposal === proposal || p.runs.some((run) => run.insertions.includes(proposal) || run.deletions.includes(proposal)),
  )
  return changesWords ? allowed : refused('D2', 'reservation')
}

function paragraphOf(text: ConsultationText, id: string): Paragraph | undefined {
  return text.paragraphs.find((paragraph) => paragraph.id === id)
}
