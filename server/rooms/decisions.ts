/**
 * Executes a decision (D1 to D10, T1 to T5) on a live text: asks the rules of procedure, resolves, and says in one sentence
 * what happened. It neither stores nor sends anything; the room records what it returns.
 */
import { wordingsOf, bracketsOf, orderIn } from '../../shared/brackets/bracket.ts'
import { accept, proposalsOfBracket, reject, rivalsOf, standsIn, type FallenWords, type Resolution } from '../../shared/brackets/resolve.ts'
import { seenOfParagraph, seenOfProposal } from '../../shared/brackets/seen.ts'
import type { ConsultationText, Proposal } from '../../shared/document/text.ts'
import { may } from '../../shared/procedure/rules.ts'
import type { Standing } from '../../shared/procedure/roles.ts'
import type { Decision } from '../../shared/wire/http.ts'
import type { LiveText } from './liveText.ts'
import type { CommandRefused } from './rooms.ts'

export interface Executed {
  readonly ok: true
  readonly update: Uint8Array
  readonly detail: Readonly<Record<string, unknown>>
  readonly summary: string
  readonly fallen: readonly (FallenWords & { readonly delegation: string; readonly label: string })[]
}

/** What `execute` needs besides the text: the time and the sequence number the decision will have. */
export interface Moment {
  readonly now: number
  readonly seq: number
}

export function execute(text: LiveText, standing: Standing, decision: Decision, moment: Moment): Executed | CommandRefused {
  const now = text.text()
  const verdict = may(standing, decision, now)
  if (!verdict.ok) return { ok: false, rule: verdict.rule, reason: verdict.reason, message: refusalInWords(verdict.reason) }
  if (!wasSeen(now, decision)) return { ok: false, rule: 'D9', reason: 'changedSince', message: refusalInWords('changedSince') }
  switch (decision.act) {
    case 'accept':
      return resolveWith(text, now, standing, decision, decision.proposal, moment, accept(now.paragraphs, now.ledger, decision.proposal))
    case 'reject':
      return resolveWith(text, now, standing, decision, decision.proposal, moment, reject(now.paragraphs, now.ledger, [decision.proposal]))
    case 'withdraw':
      return resolveWith(text, now, standing, decision, decision.proposal, moment, reject(now.paragraphs, now.ledger, [decision.proposal], 'withdrawn'))
    case 'keepOriginal': {
      const paragraph = now.paragraphs.find(({ id }) => id === decision.paragraph)
      const proposals = paragraph ? proposalsOfBracket(paragraph, now.ledger, decision.proposal) : []
      if (proposals.length === 0) return { ok: false, rule: 'D6', reason: 'unknownParagraph', message: refusalInWords('unknownParagraph') }
      return resolveWith(text, now, standing, decision, decision.proposal, moment, reject(now.paragraphs, now.ledger, proposals))
    }
    case 'agree':
    case 'reopen': {
      const tier = decision.act === 'agree' ? 'agreedInInformals' : 'open'
      const label = text.label(decision.paragraph)
      const { update } = text.transact(() => text.setStatus(decision.paragraph, { tier, at: moment.now, decision: moment.seq }))
      const reason = decision.act === 'reopen' ? { reason: decision.reason } : {}
      return {
        ok: true,
        update,
        detail: { act: decision.act, paragraph: decision.paragraph, label, tier, ...reason },
        summary:
          decision.act === 'agree'
            ? `${who(standing)}: no objection to ${label}; it is agreed in informals.`
            : `${who(standing)} reopened ${label}: ${decision.reason}`,
        fallen: [],
      }
    }
    case 'position':
      return takePosition(text, standing, decision, moment)
    case 'describe':
      return describeProposal(text, standing, decision)
    case 'stage': {
      const { update } = text.transact(() => text.setMeta({ ...text.meta, stage: decision.stage }))
      return {
        ok: true,
        update,
        detail: { act: 'stage', stage: decision.stage },
        summary: `${who(standing)} moved the consultation to the stage “${decision.stage}”.`,
        fallen: [],
      }
    }
  }
}

/** D9: what the sender saw is what stands. A decision that names nothing seen is judged on what stands. */
function wasSeen(text: ConsultationText, decision: Decision): boolean {
  if (!('seen' in decision) || decision.seen === undefined) return true
  const seen =
    decision.act === 'accept' || decision.act === 'reject'
      ? seenOfProposal(text.paragraphs, decision.proposal)
      : seenOfParagraph(text.paragraphs, decision.paragraph)
  return decision.seen === seen
}

function resolveWith(
  text: LiveText,
  before: ConsultationText,
  standing: Standing,
  decision: Extract<Decision, { act: 'accept' | 'reject' | 'keepOriginal' | 'withdraw' }>,
  proposal: string,
  moment: Moment,
  resolved: Resolution,
): Executed {
  const decided = before.ledger.get(proposal)
  const paragraph = before.paragraphs.find((candidate) => standsIn(candidate, proposal))
  const bracket = paragraph && bracketsOf(paragraph, before.ledger).find(({ proposals }) => proposals.includes(proposal))
  const wording = paragraph && bracket ? wordingsOf(bracket, paragraph, before.ledger).find((line) => line.proposal === proposal) : undefined
  const label = paragraph ? text.label(paragraph.id) : ''
  const order = orderIn(before.ledger)
  const rivals = decision.act === 'accept' ? rivalsOf(before.paragraphs, before.ledger, proposal) : []
  const closed = [...resolved.closed]
    .sort(([a], [b]) => order(a) - order(b))
    .map(([id, state]) => ({ proposal: id, delegation: before.ledger.get(id)?.delegation ?? '', state }))
  const fallen = resolved.fallen.map((lost) => ({
    ...lost,
    delegation: before.ledger.get(lost.proposal)?.delegation ?? '',
    label: text.label(lost.paragraph),
  }))
  const { update } = text.transact(() => text.resolve(resolved, moment.seq))
  const author = decided?.delegation ?? ''
  const change = wording ? describe(wording.struck, wording.added, wording.reserved) : ''
  const detail = {
    act: decision.act,
    proposal,
    delegation: author,
    kind: decided?.kind ?? 'insert',
    paragraph: paragraph?.id ?? '',
    label,
    struck: wording?.struck ?? '',
    added: wording?.added ?? '',
    closed,
  }
  return { ok: true, update, detail, summary: sentence(standing, decision.act, author, label, change, rivals, before), fallen }
}

/** T1 to T3: enters, changes or takes back the position of a delegation or of a group it speaks for. */
function takePosition(text: LiveText, standing: Standing, decision: Extract<Decision, { act: 'position' }>, { seq }: Moment): Executed {
  const proposal = lineOf(text, decision.proposal)
  const { stance, reason = '', group } = decision
  const { code } = standing.delegation
  const speaker = group ?? code
  const { [speaker]: before, ...others } = proposal.positions ?? {}
  const position = stance && { stance, ...(reason !== '' && { reason }), ...(group !== undefined && { by: code }), taken: seq }
  const { positions: _, ...line } = proposal
  const positions = position ? { ...others, [speaker]: position } : others
  const { update } = text.transact(() => text.setProposal(Object.keys(positions).length === 0 ? line : { ...line, positions }))
  const label = text.label(proposal.paragraph)
  const detail = { act: 'position', proposal: proposal.id, delegation: proposal.delegation, paragraph: proposal.paragraph, label, code: speaker, stance, reason, before: before?.stance ?? null }
  const why = reason === '' ? '' : `: ${reason.replace(/\.$/, '')}`
  return { ok: true, update, detail, summary: `${speaker} ${stanceInWords[stance ?? 'none']} ${proposal.delegation}'s proposal in ${label}${why}.`, fallen: [] }
}

const stanceInWords = {
  support: 'supports',
  oppose: 'opposes',
  reserve: 'reserves its position on',
  pending: 'has pending instructions on',
  noPosition: 'has no position on',
  none: 'took back its position on',
} as const

/** T5: what its author says of a proposal. */
function describeProposal(text: LiveText, standing: Standing, decision: Extract<Decision, { act: 'describe' }>): Executed {
  const { rationale: _, source: __, group: ___, ...line } = lineOf(text, decision.proposal)
  const { rationale, source, group } = decision
  const said = { ...(rationale !== '' && { rationale }), ...(source !== '' && { source }), ...(group !== undefined && { group }) }
  const { update } = text.transact(() => text.setProposal({ ...line, ...said }))
  const label = text.label(line.paragraph)
  const detail = { act: 'describe', proposal: line.id, delegation: line.delegation, paragraph: line.paragraph, label, rationale, source, group: group ?? '' }
  const forWhom = group === undefined ? '' : ` on behalf of ${group}`
  return { ok: true, update, detail, summary: `${standing.delegation.code} described its proposal in ${label}${forWhom}.`, fallen: [] }
}

function lineOf(text: LiveText, id: string): Proposal {
  const proposal = text.ledger.get(id)
  if (!proposal) throw new Error(`Proposal ${id} is not in the ledger.`)
  return proposal
}

function sentence(
  standing: Standing,
  act: 'accept' | 'reject' | 'keepOriginal' | 'withdraw',
  author: string,
  label: string,
  change: string,
  rivals: readonly string[],
  text: ConsultationText,
): string {
  const place = label === '' ? '' : ` in ${label}`
  const words = change === '' ? '' : ` (${change})`
  switch (act) {
    case 'accept': {
      const codes = [...new Set(rivals.map((id) => text.ledger.get(id)?.delegation ?? ''))].join(', ')
      return `${who(standing)} accepted ${author}'s proposal${place}${words}${codes === '' ? '.' : `; not retained: ${codes}.`}`
    }
    case 'reject':
      return `${who(standing)} did not retain ${author}'s proposal${place}${words}.`
    case 'keepOriginal':
      return `${who(standing)} kept the original words${place}.`
    case 'withdraw':
      return `${author} withdrew its proposal${place}${words}.`
  }
}

const excerptLength = 120

function describe(struck: string, added: string, reserved: string): string {
  const quote = (words: string) => `“${words.length > excerptLength ? `${words.slice(0, excerptLength - 1)}…` : words}”`
  if (struck !== '' && added !== '') return `${quote(struck)} → ${quote(added)}`
  if (added !== '') return `+ ${quote(added)}`
  if (struck !== '') return `− ${quote(struck)}`
  return reserved === '' ? '' : `reservation on ${quote(reserved)}`
}

/** The facilitator's acts carry "Facilitator", never a country's name. */
function who(standing: Standing): string {
  return standing.delegation.role === 'facilitator' ? 'Facilitator' : standing.delegation.code
}

const sentences: Readonly<Record<string, string>> = {
  notFacilitator: 'Only the facilitator decides.',
  notAuthor: 'Only the delegation that tabled a proposal withdraws it.',
  compilation: 'In the compilation stage every option stays: nothing is accepted, rejected or agreed.',
  unknownProposal: 'There is no such proposal.',
  closedProposal: 'This proposal has already been decided.',
  unknownParagraph: 'This paragraph is not in the text any more.',
  proposedParagraph: 'A proposed paragraph is accepted or rejected first.',
  openBracket: 'A bracket is still open in this paragraph.',
  alreadyAgreed: 'This paragraph is agreed already.',
  notAgreed: 'This paragraph is not agreed.',
  agreed: 'It would replace agreed text.',
  nothingToAccept: 'The proposed paragraph has no words yet.',
  reservation: 'A reservation offers no words to accept: it is withdrawn, or rejected.',
  sameStage: 'The consultation is in this stage already.',
  noPositions: 'Only States parties take positions.',
  ownProposal: 'Who tabled a proposal supports it. It is withdrawn or amended, not opposed.',
  notSpeaker: 'This delegation does not speak for the group.',
  noReason: 'A reservation needs its reason.',
  changedSince: 'The text has changed since you looked. Look again, then decide.',
}

function refusalInWords(reason: string): string {
  return sentences[reason] ?? 'The rules of procedure do not allow this.'
}
