/**
 * A text as plain data: what every pure rule reads. `ydoc.ts` makes it from a Yjs document and nothing
 * here knows of Yjs. A text is a flat list of paragraphs, a paragraph a list of runs; neighbouring runs
 * always differ in their marks (see `joinRuns`), so two equal texts are equal as data.
 */
import type { ParagraphKind, TextKind } from './schema.ts'

/** Characters that share the same marks. Each list holds proposal ids, sorted, without repeats. */
export interface Run {
  readonly text: string
  readonly insertions: readonly string[]
  readonly deletions: readonly string[]
  readonly reservations: readonly string[]
  readonly italic: boolean
}

export interface Paragraph {
  readonly id: string
  readonly kind: ParagraphKind
  readonly level: number
  /** The open proposal that proposes this whole paragraph; absent on paragraphs of the base text. */
  readonly proposal?: string
  /** The paragraph this one would replace if accepted (`alt`). */
  readonly alternativeTo?: string
  /** The paragraph whose place this one takes: one move is a deletion there and a new paragraph here, under one proposal. */
  readonly movedFrom?: string
  readonly runs: readonly Run[]
}

/** Fate of a proposal. `fallen`: it stood inside a proposal that was not retained, or in a paragraph that went. */
export const proposalStates = ['open', 'accepted', 'notRetained', 'rejected', 'withdrawn', 'fallen'] as const
export type ProposalState = (typeof proposalStates)[number]

export const proposalKinds = ['insert', 'delete', 'replace', 'reserve', 'newParagraph', 'alternative', 'deleteParagraph', 'move'] as const
export type ProposalKind = (typeof proposalKinds)[number]

/** One line of the ledger. Written by the server only (G2); `delegation` is stamped from the session. */
export interface Proposal {
  readonly id: string
  /** Delegation code, e.g. `ALV`; the facilitator's own proposals carry `FAC`, never a country. */
  readonly delegation: string
  readonly kind: ProposalKind
  /** The paragraph where it was tabled. */
  readonly paragraph: string
  /** 1 for the first proposal tabled in this consultation, then without gaps. The latest tabled is the innermost. */
  readonly order: number
  /** Milliseconds since 1970 UTC. */
  readonly tabledAt: number
  readonly state: ProposalState
  /** Sequence number of the record entry that closed it. */
  readonly decision?: number
  /** Code of the group for which it was tabled (T3); absent: for the delegation alone. */
  readonly group?: string
  /** Why, in its author's words. */
  readonly rationale?: string
  /** Agreed language: where its words were agreed before. */
  readonly source?: string
  /** Sequence number of the record entry in which its author changed its words after positions had been taken on them (T6). */
  readonly amended?: number
  /** Positions taken on it, by the code of the delegation or group (T1, T3). Its author's support goes without saying (T2). */
  readonly positions?: Readonly<Record<string, Position>>
}

/** Where a delegation stands on a proposal. `noPosition` is taken too: it parts a member from its group (T3). */
export const stances = ['support', 'oppose', 'reserve', 'pending', 'noPosition'] as const
export type Stance = (typeof stances)[number]

export interface Position {
  readonly stance: Stance
  /** In the words of whoever took it; a reservation always has one. */
  readonly reason?: string
  /** Code of the delegation that spoke, where it spoke for a group. */
  readonly by?: string
  /** Sequence number of the record entry that took it. */
  readonly taken: number
}

/** The lines of all proposals, by id. */
export type Ledger = ReadonlyMap<string, Proposal>

/** How agreed a paragraph is; a paragraph without a status is open. */
export const tiers = ['open', 'agreedInInformals', 'agreedAdRef', 'agreedInCommittee', 'adopted'] as const
export type Tier = (typeof tiers)[number]

export interface ParagraphStatus {
  readonly tier: Tier
  readonly at: number
  /** Sequence number of the record entry that set it. */
  readonly decision: number
}

/** Compilation: every option with support stays; merging and rejecting are off. Closed: nobody proposes any more. */
export const stages = ['compilation', 'negotiation', 'closed'] as const
export type Stage = (typeof stages)[number]

export interface TextMeta {
  readonly title: string
  /** Document symbol such as `CAC/COSP/2017/L.1`; empty while there is none. */
  readonly symbol: string
  readonly kind: TextKind
  /** BCP 47 tag of the original language, e.g. `en`, `zh`, `ar`. */
  readonly language: string
  readonly stage: Stage
}

export interface ConsultationText {
  readonly meta: TextMeta
  readonly paragraphs: readonly Paragraph[]
  readonly ledger: Ledger
  readonly status: ReadonlyMap<string, ParagraphStatus>
}

/** A run of base text. */
export function plainRun(text: string, italic = false): Run {
  return { text, insertions: [], deletions: [], reservations: [], italic }
}

export function paragraphText(paragraph: Paragraph): string {
  return paragraph.runs.map((run) => run.text).join('')
}

/** UTF-16 units of all its words, struck ones included. */
export function lengthOfRuns(runs: readonly Run[]): number {
  let length = 0
  for (const { text } of runs) length += text.length
  return length
}

function sameIds(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((id, index) => id === b[index]))
}

export function sameMarks(a: Omit<Run, 'text'>, b: Omit<Run, 'text'>): boolean {
  return (
    a.italic === b.italic &&
    sameIds(a.insertions, b.insertions) &&
    sameIds(a.deletions, b.deletions) &&
    sameIds(a.reservations, b.reservations)
  )
}

/** Drops empty runs and joins neighbours with the same marks: the normal form that makes texts comparable. */
export function joinRuns(runs: Iterable<Run>): Run[] {
  const joined: Run[] = []
  let last: Run | null = null
  for (const run of runs) {
    if (run.text === '') continue
    if (last !== null && sameMarks(last, run)) {
      const { insertions, deletions, reservations, italic }: Run = last
      last = { text: last.text + run.text, insertions, deletions, reservations, italic }
      joined[joined.length - 1] = last
    } else joined.push((last = run))
  }
  return joined
}

export function sameRun(a: Run, b: Run): boolean {
  return a === b || (a.text === b.text && sameMarks(a, b))
}

export function sameRuns(a: readonly Run[], b: readonly Run[]): boolean {
  return a.length === b.length && a.every((run, index) => sameRun(run, b[index]!))
}
