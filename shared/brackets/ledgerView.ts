/**
 * The ledger as one reads it (O1 to O4): every bracket of a text with its rival wordings and who stands where on each, then
 * what was decided; and the questions one asks of it. Pure reading of the text.
 */
import type { Label } from '../document/numbering.ts'
import type { ConsultationText, Ledger, Paragraph, Proposal } from '../document/text.ts'
import type { Group } from '../procedure/roles.ts'
import { bracketsOf, wordingsOf, type Wording } from './bracket.ts'
import { standOn, type Stand } from './positions.ts'

/** One wording of a bracket, with its line of the ledger and who stands where on it. */
export interface RivalWording extends Wording {
  readonly line: Proposal
  readonly stand: Stand
}

/** O1: a bracket. */
export interface BracketRow {
  /** Names the row while its first proposal and its paragraph stand. */
  readonly key: string
  readonly paragraph: string
  readonly label: Label
  /** First tabled first. */
  readonly wordings: readonly RivalWording[]
  /** O2. */
  readonly contested: boolean
  /** When the first of its wordings was tabled. */
  readonly since: number
}

/** O3: a proposal that is closed. */
export interface DecidedRow {
  readonly line: Proposal
  readonly stand: Stand
  /** Null where its paragraph is not in the text any more. */
  readonly label: Label | null
}

export interface LedgerView {
  /** In text order. */
  readonly brackets: readonly BracketRow[]
  /** The latest decided first. */
  readonly decided: readonly DecidedRow[]
}

export function ledgerView(text: ConsultationText, labels: ReadonlyMap<string, Label>, groups: readonly Group[]): LedgerView {
  return {
    brackets: text.paragraphs.flatMap((paragraph) => rowsOf(paragraph, text.ledger, labels, groups)),
    decided: [...text.ledger.values()]
      .filter(({ state }) => state !== 'open')
      .sort((a, b) => (b.decision ?? 0) - (a.decision ?? 0) || a.order - b.order)
      .map((line) => ({ line, stand: standOn(line, groups), label: labels.get(line.paragraph) ?? null })),
  }
}

function rowsOf(paragraph: Paragraph, ledger: Ledger, labels: ReadonlyMap<string, Label>, groups: readonly Group[]): BracketRow[] {
  const label = labels.get(paragraph.id)
  if (!label) return []
  return bracketsOf(paragraph, ledger).flatMap((bracket) => {
    const wordings = wordingsOf(bracket, paragraph, ledger).flatMap((wording): RivalWording[] => {
      const line = ledger.get(wording.proposal)
      // Words that have not reached the server yet are in no ledger.
      return line ? [{ ...wording, line, stand: standOn(line, groups) }] : []
    })
    if (wordings.length === 0) return []
    const since = Math.min(...wordings.map(({ line }) => line.tabledAt))
    const key = `${paragraph.id} ${bracket.proposals[0] ?? ''}`
    return [{ key, paragraph: paragraph.id, label, wordings, contested: isContested(wordings), since }]
  })
}

/** O2: two authors, or somebody against it. */
function isContested(wordings: readonly RivalWording[]): boolean {
  const authors = new Set(wordings.map(({ line }) => line.group ?? line.delegation))
  return authors.size > 1 || wordings.some(({ kind, stand }) => kind === 'reserve' || stand.oppose.length > 0 || stand.reserve.length > 0)
}

/** What one may ask to see only (O4). All that is asked holds at once. */
export const ledgerQuestions = ['open', 'contested', 'pending', 'mine', 'group'] as const
export type LedgerQuestion = (typeof ledgerQuestions)[number]

export interface LedgerFilter {
  readonly only: readonly LedgerQuestion[]
  /** Code of a delegation or group that tabled it or has spoken on it. */
  readonly by: string | null
  readonly paragraph: string | null
  /** Words that all occur, in any order. */
  readonly search: string
}

export const wholeLedger: LedgerFilter = { only: [], by: null, paragraph: null, search: '' }

/** Who asks. */
export interface Reader {
  readonly delegation: string
  readonly groups: readonly Group[]
}

type Line = Pick<RivalWording, 'line' | 'stand'>

/** O4. A bracket is shown whole as soon as one of its wordings answers. */
export function isShownBracket(row: BracketRow, filter: LedgerFilter, reader: Reader): boolean {
  const answers: Readonly<Record<LedgerQuestion, () => boolean>> = {
    open: () => true,
    contested: () => row.contested,
    pending: () => row.wordings.some(({ stand }) => stand.pending.length > 0),
    mine: () => row.wordings.some((wording) => isMine(wording, reader)),
    group: () => row.wordings.some((wording) => isOfMyGroup(wording, reader)),
  }
  const { by, paragraph, search } = filter
  if (!filter.only.every((question) => answers[question]())) return false
  if (by !== null && !row.wordings.some((wording) => codesOf(wording).includes(by))) return false
  if (paragraph !== null && row.paragraph !== paragraph) return false
  return holds(search, [row.label.full, ...row.wordings.flatMap(({ struck, added, reserved, ...wording }) => [struck, added, reserved, ...wordsOf(wording)])])
}

/** O4. What is decided is neither unresolved nor contested, and nobody waits for instructions on it. */
export function isShownDecided(row: DecidedRow, filter: LedgerFilter, reader: Reader): boolean {
  const answers: Readonly<Record<LedgerQuestion, () => boolean>> = {
    open: () => false,
    contested: () => false,
    pending: () => false,
    mine: () => isMine(row, reader),
    group: () => isOfMyGroup(row, reader),
  }
  const { by, paragraph, search } = filter
  if (!filter.only.every((question) => answers[question]())) return false
  if (by !== null && !codesOf(row).includes(by)) return false
  if (paragraph !== null && row.line.paragraph !== paragraph) return false
  return holds(search, [row.label?.full ?? '', ...wordsOf(row)])
}

function isMine({ line }: Line, { delegation }: Reader): boolean {
  return line.delegation === delegation
}

/** For one of my groups, or by one of its members. */
function isOfMyGroup({ line }: Line, { delegation, groups }: Reader): boolean {
  const mine = groups.filter(({ members }) => members.includes(delegation))
  return mine.some(({ code, members }) => line.group === code || members.includes(line.delegation))
}

/** Whoever tabled it, and for whom, and all who have spoken on it. Members that stand with their group have not. */
function codesOf({ line, stand }: Line): string[] {
  return [line.delegation, ...Object.values(stand).flatMap((voices) => voices.map(({ code }) => code))]
}

function wordsOf({ line, stand }: Line): string[] {
  return [...codesOf({ line, stand }), line.rationale ?? '', line.source ?? '', ...Object.values(stand).flatMap((voices) => voices.map(({ reason }) => reason))]
}

function holds(search: string, words: readonly string[]): boolean {
  const wanted = plain(search).split(/\s+/).filter((word) => word !== '')
  if (wanted.length === 0) return true
  const all = plain(words.join('\n'))
  return wanted.every((word) => all.includes(word))
}

/** Without case, accents or vowel signs, in any script: capitals have one form where small letters have several. */
function plain(words: string): string {
  return words.normalize('NFKD').replaceAll(/\p{Mn}/gu, '').toUpperCase()
}

/** Codes that `by` may name, each with how many brackets it would show, most first. */
export function speakersIn(brackets: readonly BracketRow[]): [code: string, count: number][] {
  const counts = new Map<string, number>()
  for (const { wordings } of brackets) for (const code of new Set(wordings.flatMap(codesOf))) counts.set(code, (counts.get(code) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
}
